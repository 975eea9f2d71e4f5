"""Outlets before they are configured: found on the web, looked at, named; nothing is kept here."""
