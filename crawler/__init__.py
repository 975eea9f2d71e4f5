"""
The web to items: fetches, parses and cleans what outlets publish.

Takes feeds to look at, returns outcomes. Knows no rule and no database.
"""
