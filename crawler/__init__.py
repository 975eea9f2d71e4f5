"""The web to items: fetches, parses and cleans what outlets publish. Knows no rule and no database."""
