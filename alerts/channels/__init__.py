"""
The only files that send: a message in, what became of it out.

Each channel is blocking and never raises for a failure it can expect.
"""
