"""Incidents in the database: items read, mentions grouped as they come, and people's word on it."""
