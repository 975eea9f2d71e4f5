"""
What became of an incident since somebody was told of it: a new origin, a denial, other figures.

Pure; knows neither who was told nor how. Another outlet that relays what was told is no news.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b

from alerts.incidents.status import UNNAMED, Status, Voice
from model.digest import NewsKind

MOST_SAID = 16  # texts of an item that are remembered; the oldest goes first
ORDER: tuple[NewsKind, ...] = ("denied", "disputed", "confirmed", "origin", "figures", "edited")


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of an incident at some moment; can be kept and given back."""

    origins: frozenset[str] = frozenset()  # that claim it, those with a name
    confirmed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    disputed: frozenset[tuple[str, str]] = frozenset()  # what, by whom
    figures: frozenset[tuple[str, str, int, str]] = frozenset()  # what, kind, number, by whom
    texts: Mapping[int, str] = field(default_factory=dict)  # item → digest of what it says of it
    versions: Mapping[int, int] = field(default_factory=dict)  # item → number of the text read
    # item → digests of all it ever said that was told: some texts go to and fro
    said: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class News:
    """One thing that was not known before, with the items that it stands in."""

    kind: NewsKind
    origin: str = ""  # whose word it is: an id of the registry
    about: str = ""  # the detail disputed; what is counted
    number: int = 0
    items: tuple[int, ...] = ()


def known(
    found: Status, texts: Mapping[int, str], versions: Mapping[int, int] | None = None
) -> Known:
    """
    Return what is known of an incident; *texts* is what each item says of it, in its own words.

    *versions* are the numbers of the texts that these words are from. Copies of *found* by the
    same origin make no difference.
    """
    digests = {item: _digest(text) for item, text in texts.items()}
    return Known(
        origins=frozenset(each.origin for each in found.claimed_by),
        confirmed=frozenset(each.origin for each in found.confirmed_by),
        denied=frozenset(each.origin for each in found.denied_by),
        disputed=frozenset((about, each.origin) for about, each in found.disputed),
        figures=frozenset((e.what, e.kind, e.number, e.origin) for e in found.figures),
        texts=digests,
        versions=versions or {},
        said={item: (digest,) for item, digest in digests.items()},
    )


def together(several: Iterable[Known]) -> Known:
    """Return all that is in any of *several*: an incident may have been told as two."""
    each = list(several)
    return Known(
        origins=frozenset().union(*(one.origins for one in each)),
        confirmed=frozenset().union(*(one.confirmed for one in each)),
        denied=frozenset().union(*(one.denied for one in each)),
        disputed=frozenset().union(*(one.disputed for one in each)),
        figures=frozenset().union(*(one.figures for one in each)),
        texts={item: text for one in each for item, text in one.texts.items()},
        versions={item: number for one in each for item, number in one.versions.items()},
        said=_all_said(each),
    )


def _all_said(several: Iterable[Known]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for one in several:
        for item, digests in one.said.items():
            found[item] = tuple(dict.fromkeys((*found.get(item, ()), *digests)))[-MOST_SAID:]
    return found


def with_said(now: Known, before: Known, unsaid: Iterable[News]) -> Known:
    """Return *now* with all that items said *before* too; what *unsaid* stands in was not told."""
    silent = {item for each in unsaid for item in each.items}
    new = {item: each for item, each in now.said.items() if item not in silent}
    return replace(now, said=_all_said([before, replace(now, said=new)]))


def without(what: Known, unsaid: Iterable[News]) -> Known:
    """Return *what* as it is known to those who were not told of *unsaid*."""
    gone = list(unsaid)

    def but(kind: NewsKind, all_of: frozenset[str]) -> frozenset[str]:
        return all_of - {each.origin for each in gone if each.kind == kind}

    figures = {(each.about, each.number) for each in gone if each.kind == "figures"}
    return replace(
        what,
        origins=but("origin", what.origins),
        confirmed=but("confirmed", what.confirmed),
        denied=but("denied", what.denied),
        disputed=what.disputed - {(e.about, e.origin) for e in gone if e.kind == "disputed"},
        figures=frozenset(each for each in what.figures if (each[0], each[2]) not in figures),
    )


def news(before: Known, found: Status, now: Known) -> tuple[News, ...]:
    """
    Return what *found*, known as *now*, says that was not known *before*: gravest first.

    Figures count only where the number is new: who repeats another's adds nothing.
    """
    told = {
        "denied": _voices("denied", found.denied_by, before.denied),
        "confirmed": _voices("confirmed", found.confirmed_by, before.confirmed),
        "origin": _voices("origin", found.claimed_by, before.origins | before.confirmed),
        "disputed": _disputes(found, before),
        "figures": _figures(found, before),
        "edited": _edited(before, now),
    }
    return tuple(each for kind in ORDER for each in told[kind])


def to_json(what: Known) -> str:
    """Write *what*, for keeping."""
    whole = asdict(what)
    maps = {name: dict(whole.pop(name)) for name in ("texts", "versions", "said")}
    if not maps["said"]:
        del maps["said"]  # as earlier versions wrote it: ids of messages are made of it
    value = {name: sorted(part) for name, part in whole.items()}
    return json.dumps(value | maps, separators=(",", ":"))


def from_json(text: str) -> Known:
    """Read what `to_json` wrote."""
    value = json.loads(text)
    return Known(
        origins=frozenset(value["origins"]),
        confirmed=frozenset(value["confirmed"]),
        denied=frozenset(value["denied"]),
        disputed=frozenset((about, origin) for about, origin in value["disputed"]),
        figures=frozenset((what, kind, n, origin) for what, kind, n, origin in value["figures"]),
        texts={int(item): digest for item, digest in value["texts"].items()},
        versions={int(item): number for item, number in value.get("versions", {}).items()},
        said={int(item): tuple(each) for item, each in value.get("said", {}).items()},
    )


def _voices(kind: NewsKind, voices: Iterable[Voice], before: frozenset[str]) -> list[News]:
    return [
        News(kind, each.origin, items=_items(each))
        for each in voices
        if each.origin not in before and each.origin not in UNNAMED
    ]


def _disputes(found: Status, before: Known) -> list[News]:
    return [
        News("disputed", each.origin, about, items=_items(each))
        for about, each in found.disputed
        if (about, each.origin) not in before.disputed
    ]


def _figures(found: Status, before: Known) -> list[News]:
    numbers = {(what, number) for what, _, number, _ in before.figures}
    return [
        News("figures", each.origin, each.what, each.number, (each.item,))
        for each in found.figures
        if (each.what, each.number) not in numbers
    ]


def _edited(before: Known, now: Known) -> list[News]:
    changed = (
        item
        for item, digest in now.texts.items()
        if item in before.texts and before.texts[item] != digest
    )
    return [News("edited", items=(item,)) for item in sorted(changed)]


def _items(voice: Voice) -> tuple[int, ...]:
    return tuple(dict.fromkeys(key.item for key, _ in voice.evidence))


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
