"""A compiled rule set held against one item: what is there, where, and what it makes true."""
