"""
Take the pictures of digests in docs/pictures, of the invented news of `hajiz demo`.

Needs a browser and a package that Hajiz itself does not need:

    apt-get install chromium
    .venv/bin/uv pip install playwright
    .venv/bin/python bench/digest_pictures.py [FOLDER]

With a FOLDER it takes every view there instead: digest, the alert of an incident and what follows
it, a notice; both widths, light and dark, both languages. What they say is read, grouped and told
by the program itself, of looks at outlets that are recorded as they would have come.
"""

import base64
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from alerts.digests.render import render
from alerts.digests.render_notice import render_notice
from hajiz.assembly import Assembly, assemble
from hajiz.collect import record
from hajiz.config.read import load
from hajiz.demo.config import write_config
from hajiz.demo.world import DemoArticle, DemoOutlet, load_world
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.digests import freeze_now, preview
from model import Failed, FailureKind, Fresh, Item, ItemKey, Outlet, OutletId, Validators
from model.digest import Alert, Language, Trouble
from model.message import Message
from storage import outbox

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
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

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
END = datetime(2026, 11, 20, 7, tzinfo=UTC)  # a Friday, 10:00 in Damascus
START = END - 24 * HOUR
DAYS = (3, 1, 4, 2, 0, 2, 6, 3, 2, 1, 0, 4, 9, 5, 2, 3, 1, 2, 2, 0, 5, 3, 7, 2, 1, 3, 4, 2, 3)
IN_ARABIC = {
    "fictional state news agency": "وكالة أنباء حكومية متخيَّلة",
    "fictional local network of correspondents": "شبكة مراسلين محليين متخيَّلة",
    "fictional Kurdish news agency": "وكالة أنباء كردية متخيَّلة",
    "fictional Turkish daily newspaper": "صحيفة تركية يومية متخيَّلة",
    "fictional Russian-language news site": "موقع إخباري بالروسية متخيَّل",
    "fictional independent newspaper": "صحيفة مستقلة متخيَّلة",
    "fictional community radio": "إذاعة محلية متخيَّلة",
    "fictional cultural weekly": "مجلة ثقافية أسبوعية متخيَّلة",
    "[[digests]]": '[[digests]]\nlanguage = "ar"',
    "[[alerts]]": '[[alerts]]\nlanguage = "ar"',
}
LABELLED = {"[web]\n": '[web]\npublic_url = "https://hajiz.example.org"\n'}


@dataclass(frozen=True)
class Morning:
    """What was told by END."""

    digest: Message
    alert: Message  # an incident's first
    denial: Message  # that follows it


@dataclass(frozen=True)
class View:
    """One way to look at a message."""

    name: str
    message: Message
    width: int
    is_dark: bool
    height: int | None = None  # None: the whole page


def morning(language: Language, *, is_labelled: bool = False) -> Morning:
    """Let the demo's day pass, told in *language*, with links to label items or without."""
    changes = {**(IN_ARABIC if language == "ar" else {}), **(LABELLED if is_labelled else {})}
    with TemporaryDirectory() as folder, _opened(Path(folder), changes) as assembly:
        plan = assembly.config.digests[0]
        for outlet in load_world():
            _look(assembly, outlet, START - HOUR, _old_news())
        freeze_now(assembly, plan, START)
        alerts = list(_told_at_once(assembly))
        _fail(assembly)
        digest, _ = preview(assembly, plan, END)
        shown = replace(digest, days=(*DAYS, digest.match_count))
        first, denial = _of_one_incident(alerts)
        with assembly.database.read() as tx:
            return Morning(
                render(shown, END)[0],
                outbox.message_of(tx, first.id),
                outbox.message_of(tx, denial.id),
            )


@contextmanager
def _opened(folder: Path, changes: Mapping[str, str]) -> Iterator[Assembly]:
    path = write_config(folder, _outlets(), 9, "https://desk.example/hook", "whsec_" + "A" * 32)
    text = path.read_text("utf-8")
    for before, after in changes.items():
        text = text.replace(before, after)
    path.write_text(text, "utf-8")
    with assemble(load(path, {}), START - 2 * HOUR) as assembly:
        yield assembly


def _outlets() -> list[Outlet]:
    return [
        Outlet(
            OutletId(each.id),
            each.name,
            f"https://{each.id}.example/feed",
            each.language,
            each.affiliation,
            homepage=f"https://{each.id}.example",
        )
        for each in load_world()
    ]


def _told_at_once(assembly: Assembly) -> Iterator[Alert]:
    """Let every article be seen twelve minutes after it came out; give what is told at once."""
    seen = [
        (END - (article.minutes_ago - 12) * MINUTE, outlet, article)
        for outlet in load_world()
        for article in outlet.articles
        if not (outlet.outage and article in outlet.morning)
    ]
    for at, outlet, article in sorted(seen, key=lambda look: look[0]):
        _look(assembly, outlet, max(at, START + MINUTE), article)
        yield from freeze_alerts(assembly, max(at, START + MINUTE))


def _look(assembly: Assembly, outlet: DemoOutlet, at: datetime, article: DemoArticle) -> None:
    item = Item(
        OutletId(outlet.id),
        ItemKey(sha256(article.slug.encode()).digest()),
        article.title,
        "\n\n".join(article.paragraphs),
        f"https://{outlet.id}.example/{article.slug}",
        outlet.language,
        published_at=END - article.minutes_ago * MINUTE,
    )
    address = assembly.outlets[item.outlet].feed
    record(assembly, Fresh(item.outlet, (item,), Validators(), item.key, address), at, 0.5)


def _old_news() -> DemoArticle:
    return DemoArticle("2026", "2026", (), minutes_ago=30 * 24 * 60)


def _fail(assembly: Assembly) -> None:
    """Let the outlet with an outage answer 503 since the evening."""
    for outlet in (OutletId(each.id) for each in load_world() if each.outage):
        for hours in (11, 8, 5, 1):
            failed = Failed(outlet, FailureKind.HTTP, "HTTP 503 Service Unavailable", 503)
            record(assembly, failed, END - hours * HOUR, 0.5)


def _of_one_incident(alerts: list[Alert]) -> tuple[Alert, Alert]:
    """Return the message that told of an incident first, and the one that says it is denied."""
    denial = next(
        each
        for each in alerts
        if each.incident and any(news.kind == "denied" for news in each.incident.news)
    )
    return next(each for each in alerts if each.id == denial.follow_up_of), denial


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
    english, arabic = morning("en"), morning("ar")
    messages = {
        "digest-en": english.digest,
        "digest-ar": arabic.digest,
        "labelled-en": morning("en", is_labelled=True).digest,
        "labelled-ar": morning("ar", is_labelled=True).digest,
        "alert-en": english.alert,
        "alert-ar": arabic.alert,
        "denial-en": english.denial,
        "denial-ar": arabic.denial,
        "notice": notice(),
    }
    for name, message in messages.items():
        for width in (390, 1000):
            for is_dark in (False, True):
                yield View(f"{name}-{width}{'-dark' * is_dark}", message, width, is_dark)


def final_views() -> Iterator[View]:
    """Give the two pictures of the documentation."""
    yield View("digest-phone", morning("en").digest, 390, is_dark=False, height=844)
    yield View("digest-arabic-dark", morning("ar").digest, 390, is_dark=True, height=844)


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
    views = list(every_view() if len(sys.argv) > 1 else final_views())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        for view in views:
            take(browser, view, folder)
        browser.close()


if __name__ == "__main__":
    main()
