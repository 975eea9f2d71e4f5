"""A small world of our own – outlets, a mail server, a webhook receiver – to see Hajiz work in."""
