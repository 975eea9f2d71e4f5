"""Looks at everything Hajiz stands on, and says in words what is not as it should be."""
