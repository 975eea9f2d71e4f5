"""The query language: text in, a syntax tree or a placed mistake out. Knows no topic, no item."""
