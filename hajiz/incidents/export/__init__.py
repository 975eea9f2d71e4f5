"""Incidents for other programs and other people: JSON, CSV, GeoJSON, and a pack of evidence."""
