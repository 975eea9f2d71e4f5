"""What a pack of evidence says of itself."""

README = """\
Evidence of incidents, as Hajiz kept it
=======================================

Hajiz polls news outlets, keeps what they publish, and reads from it which events are
spoken of and who says so. This pack has, for each incident, all that is kept of its
items. Every file is text or JSON in UTF-8; nothing in here runs or loads anything. All
times are UTC, in ISO 8601.

incident-N/incident.json
    What is said of the incident: who claims, confirms, denies or disputes it, each with
    the sentence and the item it stands in; the figures of each source; which outlet had
    it when; and what people at the desk said: which reports belong together.
incident-N/item-M/item.json
    One item: link, outlet, author, the time of publication that the outlet gives
    (published_at), when it was first seen here (first_seen_at), its versions, the rules
    that fired for it with the words they fired for, and what was read from it.
incident-N/item-M/version-K.txt
    One version of its text as it was received: the title, an empty line, the body. The
    places in "sentence_at" are counted in this text, in characters (Unicode code
    points), from 0; the version that was read is the "revision" in item.json.
SHA256SUMS
    The SHA-256 of every other file.

To check that nothing was changed, unpack everything into a folder and run there:
    sha256sum -c SHA256SUMS          (on a Mac: shasum -a 256 -c SHA256SUMS)
The same database gives the same pack, byte for byte. The sums tell that the files
belong together as they were written; they do not tell when, or by whom. Who needs that
lets a third party sign or stamp the file SHA256SUMS.

How to read the times
    published_at is what the outlet says, and nobody checked it. "observed between A and
    B": at A the outlet still had the version before, at B it had this one. Of the first
    version only B is known. Numbers that are missing among the versions are of versions
    that are kept no more: of an item that changed very often only some are. Text marked
    "page" was read on the article's page, "feed" in the outlet's feed; there may be
    more on the page than is here.

How to read the claims
    They were read by rules, not by a person, and some are read wrongly: the sentence is
    beside each, so that you can see for yourself. Origins are counted, not outlets: ten
    relays of one agency are one. "claimed_by" with three names is not three witnesses:
    they may have read each other, have one owner, or be parties to the conflict. "Not
    denied" does not mean true; "denied" does not mean untrue. Nothing here says who is
    right.
"""
