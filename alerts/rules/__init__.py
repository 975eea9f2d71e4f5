"""Rules and items in, matches out. Pure: knows no database, no outlet's server and no channel."""
