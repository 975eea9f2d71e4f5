"""
Matches to one message a day: when it is due, what it says, and how it looks.

Pure functions over values; knows no channel, no database and no clock.
"""
