"""
Pipe 2, from the database to people.

    pending matches → Digest ┐
    events          → Alert  ├→ Message, frozen in the outbox → channel → delivery
    troubles        → notice ┘

What is told is frozen in one transaction: which matches, which window, and the messages that carry
it. Sending happens afterwards, outside any transaction, and every attempt is written down; an
attempt that dies half-way is repeated with the same id when its lease runs out.
"""
