"""Digests and alerts as clean words: everything decided, nothing left but layout."""
