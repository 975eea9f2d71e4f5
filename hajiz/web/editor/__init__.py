"""Rules edited on the page: forms, what they would change, and samples of it."""
