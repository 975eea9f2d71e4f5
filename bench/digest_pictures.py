"""
Take the pictures of digests in docs/pictures, of invented news.

Needs a browser and a package that Hajiz itself does not need:

    apt-get install chromium
    .venv/bin/uv pip install playwright
    .venv/bin/python bench/digest_pictures.py [FOLDER]

With a FOLDER it takes every view there instead (both widths, light and dark, both languages).
"""

import base64
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from alerts.digests.alert import build_alert
from alerts.digests.digest import build_digest
from alerts.digests.found import Found
from alerts.digests.language.reasons import reasons_in
from alerts.digests.render import render
from alerts.digests.render_alert import render_alert
from alerts.digests.render_notice import render_notice
from alerts.label_links import LinkMaker
from model import (
    Coverage,
    Hit,
    Item,
    ItemKey,
    Language,
    Match,
    Message,
    Outlet,
    OutletId,
    OutletState,
    Span,
    StoredItem,
    Trouble,
)

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "hajiz" / "demo" / "articles"
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIETLY = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
    "--disable-lcd-text",
]

END = datetime(2026, 11, 20, 4, tzinfo=UTC)  # 07:00 in Damascus
START = END - timedelta(days=1)
RULES = ("convoys", "checkpoints", "qamishli")
DAYS = (3, 1, 4, 2, 0, 2, 6, 3, 2, 1, 0, 4, 9, 5, 2, 3, 1, 2, 2, 0, 5, 3, 7, 2, 1, 3, 4, 2, 3, 14)
TERMS = re.compile(
    r"\b(convoys?|checkpoints?|Qamishli|konvoy\w*|kontrol noktas\w+|Kamışlı\w*|konvoya|Qamişlo\w*|"
    r"xala kontrolê|Колонн\w+|колонн\w+|Блокпост|Камышлы)\b|(رتلاً|رتل|حاجزاً|حاجز|القامشلي)"
)
IN_ARABIC = {
    "hoopoe-en": "وكالة أنباء حكومية متخيَّلة",
    "laqlaq-ar": "شبكة مراسلين محليين متخيَّلة",
    "quling-ku": "وكالة أنباء كردية متخيَّلة",
    "serce-tr": "صحيفة تركية يومية متخيَّلة",
    "chibis-ru": "موقع إخباري بالروسية متخيَّل",
    "wren-en": "صحيفة مستقلة متخيَّلة",
    "magpie-en": "إذاعة محلية متخيَّلة",
    "heron-en": "مجلة ثقافية أسبوعية متخيَّلة",
}
LINKS = LinkMaker("https://hajiz.example.org", bytes(range(32)), "morning")
LATE, TOLD = "stolen-tractors", "coalition-reply"


@dataclass(frozen=True)
class View:
    """One way to look at a message."""

    name: str
    message: Message
    width: int
    is_dark: bool
    height: int | None = None  # None: the whole page


def outlets(language: Language) -> dict[OutletId, Outlet]:
    """Return the demo's outlets, described in *language*."""
    return {
        OutletId(each["id"]): Outlet(
            OutletId(each["id"]),
            each["name"],
            f"https://{each['id']}.example/feed",
            each["language"],
            IN_ARABIC[each["id"]] if language == "ar" else each["affiliation"],
        )
        for each in (read(path)["outlet"] for path in sorted(ARTICLES.glob("*.toml")))
    }


def read(path: Path) -> dict[str, Any]:
    """Return what an article file holds."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def findings() -> Iterator[Found]:
    """Give every article of the demo that a rule fires for."""
    for path in sorted(ARTICLES.glob("*.toml")):
        document = read(path)
        for article in (*document.get("morning", ()), *document["yesterday"]):
            if article.get("rules"):
                yield found(document["outlet"], article)


def found(outlet: dict[str, Any], article: dict[str, Any]) -> Found:
    """Find an article as the rules would, near enough for a picture."""
    published = END - timedelta(minutes=article["minutes_ago"])
    kind = {LATE: "late", TOLD: "follow_up"}.get(article["slug"], "new")
    if kind == "late":
        published -= timedelta(days=9)
    item = Item(
        outlet=outlet["id"],
        key=ItemKey(article["slug"].encode()),
        title=article["title"],
        body=article["text"].strip(),
        url=f"https://{outlet['id']}.example/{article['slug']}",
        language=outlet["language"],
        published_at=published,
    )
    seen = END - timedelta(minutes=article["minutes_ago"] - 12)
    number = int.from_bytes(f"{outlet['id']}{article['slug']}".encode()) % 100_000
    hits = (*hits_in(item.title, "title"), *hits_in(item.body, "body"))
    matches = [Match(rule, "3f2a9c1d", hits) for rule in article["rules"]]
    told = END - timedelta(hours=15.8) if kind == "follow_up" else None
    return Found(StoredItem(number, item, seen, is_baseline=False), matches, kind, told)  # type: ignore[arg-type]


def hits_in(text: str, field: Any) -> Iterator[Hit]:
    """Find the terms in *text*."""
    for each in TERMS.finditer(text):
        start = max(text.rfind(". ", 0, each.start()) + 2, text.rfind("\n\n", 0, each.start()) + 2)
        stops = [
            at for at in (text.find(". ", each.end()), text.find("\n\n", each.end())) if at > 0
        ]
        sentence = Span(start if start > 1 else 0, min([at + 1 for at in stops], default=len(text)))
        yield Hit(each.group().lower(), field, each.start(), each.end(), each.group(), sentence)


def coverage(known: dict[OutletId, Outlet], language: Language) -> Coverage:
    """Return a morning on which not all went well."""
    reasons = reasons_in(language, "Asia/Damascus", END)
    failing = reasons.failing(END - timedelta(hours=36.7), "HTTP 403")
    heron, magpie, chibis = (
        known[OutletId(each)] for each in ("heron-en", "magpie-en", "chibis-ru")
    )
    return Coverage(
        outlets=44,
        polled=43,
        unchanged=12,
        failing=(OutletState(heron, failing),),
        items_read=6120,
        baseline_items=0,
        baseline_matches=0,
        quiet=(OutletState(magpie, reasons.quiet(9, 4)),),
        overrun=(OutletState(chibis, reasons.overrun(3)),),
        undated_items=2,
    )


def digest(language: Language, links: LinkMaker | None = None) -> Message:
    """Return the invented morning digest, with *links* to label its items or without."""
    known = outlets(language)
    made = build_digest(
        id="dig_xn34tgfy5g4rep7hxedfeiucy5",
        name="morning" if language == "en" else "الصباح",
        window_start=START,
        window_end=END,
        timezone="Asia/Damascus",
        rule_set="3f2a9c1d",
        rules=RULES,
        found=list(findings()),
        outlets=known,
        coverage=coverage(known, language),
        language=language,
        links=links,
    )
    return render(replace(made, days=(*DAYS[:-1], made.match_count)), END)[0]


def alert(language: Language, most: int) -> Message:
    """Return an alert about the first *most* findings."""
    some = list(findings())[:most]
    events = {
        (each.stored.id, match.rule): "evt_xn34tgfy5g4rep7hxedfeiucy5"
        for each in some
        for match in each.matches
    }
    made = build_alert(
        name="convoys",
        timezone="Asia/Damascus",
        rule_set="3f2a9c1d",
        rules=RULES,
        found=some,
        events=events,
        outlets=outlets(language),
        language=language,
        held_since=START if most > 1 else None,
        held_for="quiet hours",
    )
    return render_alert(made, END)[0]


def notice() -> Message:
    """Return a notice."""
    lines = (
        "Since Thu 19 Nov 22:14 the server answers 535 (wrong user name or password).",
        "Hajiz keeps what waits and tries again every hour; 2 messages wait.",
        "Check [[channels]] desk-mail in config.toml, then: hajiz deliveries retry desk-mail",
    )
    trouble = Trouble(
        "not_desk-mail", "the channel desk-mail cannot log in", lines, END, "Asia/Damascus"
    )
    return render_notice(trouble, END)


def every_view() -> Iterator[View]:
    """Give all ways to look at all messages."""
    messages = {
        "digest-en": digest("en"),
        "digest-ar": digest("ar"),
        "labelled-en": digest("en", LINKS),
        "labelled-ar": digest("ar", LINKS),
        "alert-en": alert("en", 1),
        "alert-ar": alert("ar", 4),
        "notice": notice(),
    }
    for name, message in messages.items():
        for width in (390, 1000):
            for is_dark in (False, True):
                yield View(f"{name}-{width}{'-dark' * is_dark}", message, width, is_dark)


def final_views() -> Iterator[View]:
    """Give the two pictures of the documentation."""
    yield View("digest-phone", digest("en"), 390, is_dark=False, height=720)
    yield View("digest-arabic-dark", digest("ar"), 390, is_dark=True, height=720)


def take(browser: Browser, view: View, folder: Path) -> None:
    """Photograph one view."""
    page = browser.new_page(
        viewport={"width": view.width, "height": view.height or 800},
        device_scale_factor=2 if view.width < 500 else 1,
        color_scheme="dark" if view.is_dark else "light",
    )
    picture = base64.b64encode(view.message.picture).decode()
    page.set_content(view.message.html.replace("cid:days", f"data:image/png;base64,{picture}"))
    path = folder / f"{view.name}.png"
    page.screenshot(path=path, full_page=view.height is None)
    page.close()
    print(path, path.stat().st_size // 1000, "kB")


def main() -> None:
    """Take all views into a folder, or the final ones into the documentation."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    views = every_view() if len(sys.argv) > 1 else final_views()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        for view in views:
            take(browser, view, folder)
        browser.close()


if __name__ == "__main__":
    main()
