"""What we remember: SQLite behind SQLAlchemy Core. Knows no rule and no network."""
