"""
Real articles with a reader's ground truth, where they are at hand in the folder HAJIZ_SHARED.

Prints what was found and missed of each field: run with -s to see it.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from alerts.incidents.claims import account
from alerts.incidents.grouping import Grouping
from alerts.incidents.lexicon import Lexicon, compile_lexicon
from alerts.incidents.origins import resolve
from alerts.incidents.sighting import Key
from alerts.incidents.wording import wording
from model import Item, ItemKey
from model.incident import Account

SHARED = Path(os.environ.get("HAJIZ_SHARED", "nowhere"))
TRUTH = SHARED / "domain" / "seed_incidents.json"
LEAST = 0.85
_WORD = re.compile(r"\w+")

pytestmark = pytest.mark.skipif(not TRUTH.is_file(), reason="HAJIZ_SHARED has no articles")

_Field = tuple[str, str, bool]  # what is asked, what was found, whether it is right


def test_the_main_incidents_of_real_articles() -> None:
    """Place, day, kind, figures and every source with its stance: at least 85 in a hundred."""
    truth = json.loads(TRUTH.read_text("utf-8"))
    incidents = {each["id"]: each for each in truth["incidents"]}
    lexicon = compile_lexicon()
    rows: list[_Field] = []
    for document in truth["documents"]:
        told = account(_item(document), _published(document), lexicon)
        fields = _fields(document, incidents[document["main_incident"]], told, lexicon)
        rows += [(f"{document['id'][:3]} {asked}", *rest) for asked, *rest in fields]  # type: ignore[misc]
    for asked, found, is_right in rows:
        print(f"{'hit ' if is_right else 'MISS'}  {asked:44}  {found}")  # noqa: T201
    share = sum(is_right for *_, is_right in rows) / len(rows)
    print(f"{share:.0%} of {len(rows)} fields")  # noqa: T201
    assert share >= LEAST


def _item(document: dict[str, Any]) -> Item:
    text = (SHARED / "seeds" / document["id"]).read_text("utf-8")
    lines = [line for line in text.split("\n") if line not in document["boilerplate"]]
    title = document["headline"] or ""
    body = "\n".join(lines).replace(title, "", 1).strip()
    body = re.sub(r"(?<=[a-z,])\n(?=[a-z])", " ", body)  # lines that are merely wrapped
    outlet = document["outlet"].partition(" (")[0]
    return Item(outlet, ItemKey(b""), title, re.sub(r"\n+", "\n\n", body), "", "en")


def _published(document: dict[str, Any]) -> datetime | None:
    published = document["published"]
    days = [published["value"], *published.get("candidates", ())]
    full = [day for day in days if day and len(day) == len("2020-01-01")]
    return datetime.fromisoformat(full[0]).replace(hour=15, tzinfo=UTC) if full else None


def _fields(
    document: dict[str, Any], incident: dict[str, Any], told: Account, lexicon: Lexicon
) -> Iterator[_Field]:
    main = told.mentions[0]
    yield _place(incident, main.places)
    yield _date(incident, main.date and main.date.first)
    for kind in incident["kind"].partition(" (")[0].split("+"):
        near = {"convoy": {"convoy", "patrol", "blocked"}}.get(kind, {kind})
        yield f"kind {kind}", ", ".join(sorted(main.kinds)), bool(near & main.kinds)
    if count := incident["vehicles"]["count"]:
        numbers = [each.number for each in main.counts if each.what == "vehicle"]
        yield f"vehicles {count}", str(numbers), count in numbers
    yield from _casualties(document, incident, told)
    yield from _sources(document, incident, told, lexicon)
    yield "news, not background", str(main.is_background), not main.is_background


def _place(incident: dict[str, Any], places: tuple[str, ...]) -> _Field:
    wanted = incident["places"][0]["gazetteer_id"]
    return f"place {wanted}", ", ".join(places[:3]), places[:1] == (wanted,)


def _date(incident: dict[str, Any], found: date | None) -> _Field:
    when = incident["date"]
    if value := when["value"]:
        return f"date {value}", str(found), str(found) == value
    candidates = when.get("candidates", [])
    return f"date {when['weekday']}", str(found), found is None or str(found) in candidates


def _casualties(
    document: dict[str, Any], incident: dict[str, Any], told: Account
) -> Iterator[_Field]:
    numbers = [each.number for each in told.mentions[0].counts if each.what == "killed"]
    for casualty in incident["casualties"]:
        is_here = (
            document["outlet"].split()[0] in casualty["source"] or "(" not in casualty["source"]
        )
        killed = re.search(r"[1-9]\d*", str(casualty.get("killed") or ""))
        if killed and is_here:
            yield (
                f"killed {killed[0]}, {casualty['source']}",
                str(numbers),
                int(killed[0]) in numbers,
            )


def _sources(
    document: dict[str, Any], incident: dict[str, Any], told: Account, lexicon: Lexicon
) -> Iterator[_Field]:
    for source in incident["sources"]:
        if document["id"] not in source["seeds"] or source["source_type"] == "outlet":
            continue
        found = [
            (claim.stance, claim.about)
            for claim in told.claims
            if claim.mention == 0 and _is_of(claim.origin, claim.named, source["source"], lexicon)
        ]
        for stance in _stances(source["stance"]):
            asked = f"{source['source'][:28]} {stance}"
            yield asked, str(sorted(set(found))), stance in {each for each, _ in found}
    wanted = _first_source(incident)
    if wanted:
        yield f"origin {wanted}", told.origin, wanted == told.origin


def _is_of(origin: str, named: str, source: str, lexicon: Lexicon) -> bool:
    """Say whether a claim is of *source*: of that origin, or of one with that surname."""
    if origin:
        return origin == _origin_of(source, lexicon)
    surname = re.sub(r" \(.*", "", source).split()[-1].casefold()
    return bool(named) and named.rsplit(maxsplit=1)[-1].casefold() == surname


def _origin_of(source: str, lexicon: Lexicon) -> str:
    bare = re.sub(r" \(.*| spokesperson.*| and others", "", source)
    known = {"Syrian state media": "sana", "sources on the ground": "local-sources"}
    if "(RT)" in source:
        return "rt"
    return known.get(bare) or resolve(bare, lexicon.origins)


def _stances(written: str) -> Iterator[str]:
    """Yield the stances of one entry, which may be of several propositions."""
    for part in written.split(" / "):
        if part.startswith("silent"):
            continue
        is_detail = part == "denies airstrike" or part.startswith("disputes")
        yield (
            "disputes"
            if is_detail
            else {"analyst_accepts": "claims"}.get(part, part.partition(" ")[0])
        )


def _first_source(incident: dict[str, Any]) -> str:
    names = [each["source"] for each in incident["sources"]]
    return "sana" if names[0] == "SANA" else ""


def test_mentions_of_one_event_are_together_and_others_apart() -> None:
    """The reader's pairs of mentions: at least 17 of 19 as they say."""
    truth = json.loads(TRUTH.read_text("utf-8"))
    lexicon = compile_lexicon()
    grouping, read = Grouping(), {}
    for number, document in enumerate(truth["documents"]):
        item, published = _item(document), _published(document)
        told = account(item, published, lexicon)
        at = published or datetime(2022, 1, 1, tzinfo=UTC)
        grouping.add(told, number, document["outlet"], at, wording(item.body))
        read[document["id"]] = number, f"{item.title}\n\n{item.body}", told
    rights = [_is_right(pair, read, grouping) for pair in truth["mention_pairs"]]
    print(f"{sum(rights)} of {len(rights)} pairs")  # noqa: T201
    assert sum(rights) >= len(rights) - 2


def _is_right(
    pair: dict[str, Any], read: dict[str, tuple[int, str, Account]], grouping: Grouping
) -> bool:
    keys = [_key(pair[side], read) for side in ("a", "b")]
    found = [grouping.incident_of(key) if key else None for key in keys]
    is_one = found[0] is not None and found[0] == found[1]
    is_one = is_one or (keys[0] is not None and keys[0] == keys[1])
    is_right = is_one == (pair["relation"] == "same")
    what = " / ".join(
        f"{pair[side]['seed'][:3]} {pair[side]['mention'][:36]}" for side in ("a", "b")
    )
    print(f"{'hit ' if is_right else 'MISS'}  {pair['relation']:8}  {what}  {keys} {found}")  # noqa: T201
    return is_right


def _key(side: dict[str, str], read: dict[str, tuple[int, str, Account]]) -> Key | None:
    """Return the mention of which a sentence has most of the words that name it."""
    number, text, told = read[side["seed"]]
    wanted = set(_WORD.findall(side["mention"].lower()))
    shares = {
        place: max(_share(wanted, text[s.start : s.end]) for s in mention.sentences)
        for place, mention in enumerate(told.mentions)
    }
    sentences = max((_share(wanted, each) for each in re.split(r"(?<=[.!?])\s", text)), default=0)
    best = max(shares, key=lambda place: shares[place], default=None)
    if best is None or shares[best] < 0.6 * sentences:  # the sentence meant is in no mention
        return None
    return Key(number, best)


def _share(wanted: set[str], sentence: str) -> float:
    return len(wanted & set(_WORD.findall(sentence.lower()))) / len(wanted)
