"""How words bend: a term's word and its language in, a stem and its endings out. No texts."""
