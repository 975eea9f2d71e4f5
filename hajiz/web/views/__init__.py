"""What pages show, as values: pure, but for what is read from the database. Knows no template."""
