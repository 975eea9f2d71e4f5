"""What outlets write, and what is typed, becomes nothing active on the pages of items."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from hajiz.assembly import Assembly
from storage import revisions
from tests.browser.payloads import PAYLOADS
from tests.hajiz.desk import FILES, HOUR, START, desk, poll
from tests.hajiz.web.items import an_item
from tests.hajiz.web.visitor import Visitor

pytestmark = pytest.mark.asyncio
TAGS = """
html head meta title link body a header nav ul ol li div main h1 h2 h3 p span b bdi time small
section article blockquote mark form input button label select option details summary sup
datalist output dl dt dd kbd figure figcaption pre code svg g line circle rect text path table
caption thead tbody tr th td ins del noscript script
"""
PASSIVE = frozenset(TAGS.split())
OVERRIDES = "\u202e\u202d\u2066\u2067\u2068\u202a\u202b"


def active(text: str) -> Iterator[str]:
    """Yield what on a page could run, load or lead elsewhere."""
    for node in html.fromstring(text).iter():
        if not isinstance(node.tag, str):
            yield f"<!-- {node.text} -->"
            continue
        if node.tag not in PASSIVE:
            yield f"<{node.tag}>"
        if node.tag == "script" and (node.text or not node.get("src").startswith("/static/")):
            yield f"<script> {node.text}"
        for name, value in node.attrib.items():
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "xlink:href"}:
                yield f"{node.tag} {name}={value!r}"
            if name in {"href", "src", "action"} and not is_harmless(value):
                yield f"{node.tag} {name}={value!r}"


def is_harmless(address: str) -> bool:
    """Say whether an address is one of ours, or of the web."""
    ours = address.startswith(("/", "#")) and not address.startswith(("//", "/\\"))
    return ours or address == "data:," or urlsplit(address).scheme in {"http", "https"}


def with_hostile_items(assembly: Assembly) -> None:
    """Take in an item for each payload, in every field of it; one has been edited since."""
    poll(assembly, START - HOUR, "Nothing of interest")
    found = [
        an_item(
            f"convoy {text} checkpoint",
            body=f"A convoy {text}\n\n{text} checkpoint",
            url=text if number % 2 else f"https://a.example/{text}",
            author=text,
            categories=(text, "convoy"),
            language=text[:8] if number % 5 == 0 else "en",
        )
        for number, text in enumerate(PAYLOADS)
    ]
    poll(assembly, START, *found)
    with assembly.database.write() as tx:
        from storage import items

        for number in range(2, len(found) + 2):
            stored = items.get_many(tx, [number])[0]
            text = an_item(f"{stored.item.title}!", body=stored.item.body + PAYLOADS[number - 2])
            revisions.revise(tx, stored, text, "feed", START + HOUR, START)


async def test_nothing_an_outlet_writes_is_active(tmp_path: Path) -> None:
    """In lists, in full, explained, compared and on the map; it all stands there as text."""
    with desk(tmp_path, FILES) as assembly:
        with_hostile_items(assembly)
        async with Visitor(assembly) as visitor:
            for path in ("/", "/search", "/places", "/?before=60", "/search?q=convoy&before=90"):
                assert list(active((await visitor.client.get(path)).text)) == []
            for number in range(2, len(PAYLOADS) + 2):
                shown = await visitor.get(f"/items/{number}")
                assert (number, list(active(shown.text))) == (number, [])
            for number in range(2, len(PAYLOADS) + 2, 7):
                explained = await visitor.get(f"/items/{number}/explain")
                assert (number, list(active(explained.text))) == (number, [])


async def test_nothing_that_is_typed_is_active(tmp_path: Path) -> None:
    """In the address of any page, and sent as a form."""
    names = (
        "q",
        "rule",
        "outlet",
        "language",
        "since",
        "label",
        "day",
        "view",
        "before",
        "version",
    )
    with desk(tmp_path, FILES) as assembly:
        with_hostile_items(assembly)
        async with Visitor(assembly) as visitor:
            for text in PAYLOADS[::4]:
                for path in ("/", "/search", "/places", "/items/2", "/items/2/explain"):
                    answer = await visitor.get(path, **dict.fromkeys(names, text))
                    assert answer.status_code in {200, 404}
                    assert (path, list(active(answer.text))) == (path, [])
                fields = {"rule": "convoys", "verdict": "noise", "seen": "9", "back": text}
                late = await visitor.send("/items/2/label", **fields)
                assert list(active(late.text or "<p>")) == []
                assert late.headers.get("location", "/").startswith("/")


async def test_a_text_cannot_turn_what_stands_around_it(tmp_path: Path) -> None:
    """Marks that override directions are gone, and every text is kept apart in its element."""
    title = f"convoy {OVERRIDES}txt.exe"
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, an_item(title, body=f"A convoy {OVERRIDES}gnp"))
        async with Visitor(assembly) as visitor:
            pages = [(await visitor.get(path)).text for path in ("/", "/search", "/items/1")]

    for text in pages:
        for node in html.fromstring(text).iter():
            if any(mark in (node.text or "") for mark in OVERRIDES):
                assert node.tag == "title" or node.get("dir") or node.getparent().get("dir")
