"""The words we bring along: topics and places as data, and their way into rules."""
