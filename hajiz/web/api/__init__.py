"""
The program's own interface over HTTP, below /api, with the same gate before it as the pages.

Answers are JSON, errors are problems (RFC 9457) in our words; /api/openapi.json describes it all.
"""
