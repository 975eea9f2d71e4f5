"""What outlets and users write never becomes active, wherever it is shown."""

from collections.abc import Iterator
from dataclasses import replace
from json import dumps
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from hajiz.assembly import Assembly
from hajiz.collect import record
from hajiz.dispatch.digests import freeze_due
from model import Failed, FailureKind, Fresh, OutletId, Validators
from storage import feeds, items, labels, notices
from tests.browser.archive import DIGEST, looked
from tests.browser.conftest import Watched
from tests.browser.payloads import PAYLOADS
from tests.browser.site import served_desk
from tests.hajiz.desk import DAY, FILES, HOUR, MINUTE, START, article
from tests.hajiz.incidents.reports import OUTLET
from tests.hajiz.incidents.reports import article as story

# Returns what should not be in a document of ours; "" for each thing that is missing.
ACTIVE = """() => {
  const bad = [];
  const says = (what, node) => bad.push(what + ': ' + node.outerHTML.slice(0, 200));
  if (window.__active !== undefined) bad.push('something ran');
  for (const node of document.querySelectorAll('*')) {
    const name = node.localName;
    if (name === 'script' && !(node.src || '').startsWith(location.origin + '/static/'))
      says('a script', node);
    if (['iframe', 'object', 'embed', 'base', 'style', 'template', 'math', 'marquee', 'video',
         'audio', 'image', 'animate', 'set', 'foreignObject', 'isindex', 'xmp'].includes(name))
      says('an element', node);
    if (name === 'meta' && node.httpEquiv) says('a meta', node);
    if (name === 'link' && node.rel === 'icon' && node.getAttribute('href') === 'data:,') continue;
    if (name === 'img') says('a picture', node);
    for (const attribute of node.attributes) {
      const value = attribute.value.replace(/[\\u0000-\\u0020]/g, '').toLowerCase();
      if (attribute.name.startsWith('on') || attribute.name === 'style' ||
          attribute.name === 'srcdoc') says('an attribute', node);
      if (['href', 'src', 'action', 'formaction', 'xlink:href', 'data'].includes(attribute.name)
          && !/^(https?:\\/\\/|\\/(?!\\/)|#|\\?|$)/.test(value)) says('an address', node);
    }
  }
  return bad;
}"""


NAMES = PAYLOADS[::8]  # what outlets are called


def _outlet(name: str) -> str:
    """Write an outlet; TOML takes the escapes of JSON."""
    return OUTLET.format(id=_id(name), name=dumps(name)[1:-1])


def _id(name: str) -> str:
    return f"h{PAYLOADS.index(name)}"


LINKS = "nodes => nodes.map(node => node.pathname)"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an archive with each payload in every field of an item; return its address."""
    folder: Path = tmp_path_factory.mktemp("site")
    with served_desk(folder, FILES, DIGEST, *map(_outlet, NAMES)) as (assembly, address):
        _fill(assembly)
        _tell(assembly)
        yield address


def _fill(assembly: Assembly) -> None:
    looked(assembly, START - DAY, article("a first look"))
    found = [
        replace(
            article(f"convoy {payload}", url=payload, key=f"item {number}"),
            body=f"A convoy. {payload} A convoy at a checkpoint {payload} near Qamishli.",
            author=payload,
            categories=(payload, "convoy"),
            language="ar" if number % 2 else "en",
            published_at=START - HOUR,
        )
        for number, payload in enumerate(PAYLOADS)
    ]
    looked(assembly, START - HOUR, *found)
    with assembly.database.write() as tx:
        for stored in items.search(tx, limit=500):
            payload = PAYLOADS[stored.id % len(PAYLOADS)]
            labels.say(tx, stored.id, "convoys", "noise", payload, "page", START)
        notices.put(tx, "clock", PAYLOADS[0], START)
        failed = Failed(OutletId("a"), FailureKind.DNS, PAYLOADS[36])
        feeds.record_failure(tx, failed, START - MINUTE, START + HOUR)
    freeze_due(assembly, START + DAY)


def _tell(assembly: Assembly) -> None:
    """Let outlets of such names tell of events at such places, in the words of such speakers."""
    for number, name in enumerate(NAMES):
        outlet, other = _id(name), PAYLOADS[(number * 7 + 3) % len(PAYLOADS)]
        text = (
            f"A convoy of {number + 3} American vehicles was turned back at a checkpoint near Tal"
            f" {other} village, close to Tal Dahab, on Friday, {name} said, citing {other}. SANA"
            f" said: “A convoy {other} was blocked.” The US-led coalition denied {other} that a"
            f" convoy had been turned back near Tal Dahab."
        )
        item = story(outlet, text, title=f"convoy {name}", at=START - HOUR + number * MINUTE)
        fresh = Fresh(OutletId(outlet), (item,), Validators(), str(item).encode()[:32], "http://a")
        record(assembly, fresh, START - HOUR + number * MINUTE, 0.5)
    assembly.incidents.catch_up(assembly)


def active(page: Page) -> list[str]:
    """Return what is active on the page that should not be."""
    found: list[str] = page.evaluate(ACTIVE)
    return found


@pytest.fixture(scope="module")
def watched(chromium: Browser, origin: str) -> Iterator[Watched]:
    """Return a page whose policy is switched off: it must not be what saves us."""
    page = chromium.new_page(bypass_csp=True)
    yield Watched(page, origin)
    page.close()


def _walk(watched: Watched, path: str) -> int:
    """Look at *path* and all pages that follow it; return how many items they link to."""
    page = watched.open(path)
    items_seen: set[str] = set()
    while True:
        assert active(page) == [], page.url
        links = page.locator("main a[href^='/items/']").evaluate_all(
            "nodes => nodes.map(node => node.pathname)"
        )
        items_seen |= {link for link in links if link.removeprefix("/items/").isdigit()}
        following = page.locator("a[rel=next]")
        if not following.count():
            return len(items_seen)
        following.first.click()


def _incidents(watched: Watched) -> list[str]:
    """Return the addresses of all incidents."""
    page, found = watched.open("/incidents"), []
    while True:
        assert active(page) == [], page.url
        found += page.locator("main .what a").evaluate_all("nodes => nodes.map(n => n.pathname)")
        following = page.locator("a[rel=next]")
        if not following.count():
            return found
        following.first.click()


def test_incidents_show_every_name_and_run_none(watched: Watched) -> None:
    """The list, every incident, and the pages that ask before they merge and split."""
    found = _incidents(watched)
    told = set()
    for path in found:
        page = watched.open(path)
        assert active(page) == [], path
        told.update(page.locator(".reports-list a[href^='/items/']").evaluate_all(LINKS))
        reports = page.locator("input[name=item]").evaluate_all("nodes => nodes.map(n => n.value)")
        asked = [f"{path}/merge?with={found[0].rpartition('/')[2]}"] if path != found[0] else []
        asked += [f"{path}/split?item={reports[0]}"] if len(set(reports)) > 1 else []
        for further in asked:
            page.goto(page.url.partition("/incidents")[0] + further)
            assert active(page) == [], further
    assert len(told) >= len(NAMES)
    assert watched.troubles == []


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=convoy", "/outlets/a"])
def test_lists_show_every_text_and_run_none(watched: Watched, path: str) -> None:
    """All 120 items, page after page."""
    assert _walk(watched, path) >= len(PAYLOADS)
    assert watched.troubles == []


@pytest.mark.parametrize(
    "path", ["/rules", "/rules/convoys", "/outlets", "/deliveries", "/deliveries/1", "/places"]
)
def test_other_pages_run_none(watched: Watched, path: str) -> None:
    """With the samples, notices and reasons they show."""
    page = watched.open(path)

    assert active(page) == []
    assert watched.troubles == []


@pytest.mark.parametrize("number", range(1, len(PAYLOADS) + 2))
def test_an_item_and_its_explanation_run_nothing(watched: Watched, number: int) -> None:
    """Title, text, link, author, categories, and who labelled it."""
    for path in (f"/items/{number}", f"/items/{number}/explain?rule=convoys"):
        page = watched.open(path)
        assert active(page) == [], path
    assert watched.troubles == []


@pytest.mark.parametrize("payload", PAYLOADS, ids=map(str, range(len(PAYLOADS))))
def test_what_is_typed_runs_nothing(watched: Watched, payload: str) -> None:
    """In the address of the search, of a new rule, of the list of incidents."""
    typed = quote(payload, safe="")
    for path in (
        f"/search?q={typed}",
        f"/rules/new?query={typed}",
        f"/search?outlet={typed}",
        f"/incidents?place={typed}",
        f"/incidents?place=~{typed}",
    ):
        page = watched.open(path)
        assert active(page) == [], path


def test_the_look_itself_finds_what_is_active(chromium: Browser) -> None:
    """Else the tests above would prove nothing."""
    page = chromium.new_page()
    for text in (
        "<script>1</script>",
        "<img src=x onerror=1>",
        "<a href='java\tscript:1'>x</a>",
        "<p style='color:red'>x</p>",
        "<form action='//evil.example'></form>",
        "<svg><animate></svg>",
    ):
        page.set_content(text)
        assert active(page), text
    page.close()
