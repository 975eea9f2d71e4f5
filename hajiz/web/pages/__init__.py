"""The pages, one module each; every one gives the routes it answers."""
