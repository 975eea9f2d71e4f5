"""
What a digest's links to label an item carry: what is said of what, and a proof that we wrote it.

A digest is laid out once for all who get it. Who somebody is stands in the links of their own copy
only: it is put in when that is sent (`personal`). Pure; serves no link and keeps no label.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alerts.signed import sign, signed
from model import Verdict
from model.digest import LabelLinks

LONGEST_LINK = 900  # characters; mail programs break longer ones
_PURPOSE, _PROOF = b"hajiz label 1", 16  # bytes of the proof: links are short
_VERDICTS: dict[str, Verdict] = {"r": "relevant", "n": "noise", "u": "unsure"}
_LETTERS = {verdict: letter for letter, verdict in _VERDICTS.items()}
_LINK = re.compile(r"(?<=/label/)[\w-]+\.[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link offers to say of an item, and to whom."""

    item_id: int
    rules: tuple[str, ...]  # it is said for all of them
    verdict: Verdict
    digest: str
    recipient: str = ""  # a mailbox; "" where nobody is known by name

    @property
    def who(self) -> str:
        """Who speaks when the link is used: the recipient, else the digest."""
        return self.recipient or f"digest {self.digest}"


def make_token(key: bytes, offer: Offer) -> str:
    """
    Write *offer* and a proof of 128 bits in characters an address may hold.

    The same offer always has the same token, and a link in an old mail works as long as *key* is
    kept. Whoever has the mail can read the token, nobody without *key* can make one.

    Raises:
        ValueError: *key* has fewer than 32 bytes.
    """
    said = [offer.item_id, _LETTERS[offer.verdict], offer.digest, offer.recipient, *offer.rules]
    body = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    return sign(key, _PURPOSE, body.encode("utf-8", "replace"), _PROOF)


def read_token(key: bytes, token: str) -> Offer | None:
    """Return what *token* offers; None unless it was made with *key*, told in constant time."""
    body = signed(key, _PURPOSE, token, _PROOF)
    if body is None:
        return None
    item_id, letter, digest, recipient, *rules = json.loads(body)
    return Offer(item_id, tuple(rules), _VERDICTS[letter], digest, recipient)


def personal(text: str, key: bytes, recipient: str) -> str:
    """Return *text* with all links of ours to label an item made those of *recipient*."""

    def own(found: re.Match[str]) -> str:
        offer = read_token(key, found.group())
        return make_token(key, replace(offer, recipient=recipient)) if offer else found.group()

    return _LINK.sub(own, text)


@dataclass(frozen=True, slots=True)
class LinkMaker:
    """Makes the links of one digest."""

    public_url: str  # without a slash at the end
    key: bytes
    digest: str
    recipients: tuple[str, ...] = ()  # whose own links they may be made

    def links(self, item_id: int, rules: Sequence[str]) -> LabelLinks | None:
        """Return the links for an item that fired *rules*; None where they were too long."""
        offer = Offer(item_id, tuple(rules), "relevant", self.digest)
        relevant, noise = self._link(offer), self._link(replace(offer, verdict="noise"))
        longest = max((len(each.encode()) for each in self.recipients), default=0)
        room = -(-longest * 4 // 3)  # base64: RFC 4648 §4
        if len(relevant) + room > LONGEST_LINK:
            return None
        return LabelLinks(relevant, noise, 2 * room)

    def _link(self, offer: Offer) -> str:
        return f"{self.public_url}/label/{make_token(self.key, offer)}"
