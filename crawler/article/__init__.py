"""
An article's web page -> its text, free of what else stands on the page.

In come the bytes of one page, out comes what it says. Knows no network, no feed and no process.
"""
