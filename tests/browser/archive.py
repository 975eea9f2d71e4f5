"""An archive worth looking at: items of several outlets and languages, matched and not."""

from dataclasses import replace
from datetime import datetime

from hajiz.assembly import Assembly
from hajiz.collect import record
from hajiz.dispatch.digests import freeze_due
from model import Fresh, Item, OutletId, Validators
from tests.hajiz.desk import DAY, HOUR, MINUTE, START, article

DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""
MATCHED = "Army convoy turned back at a checkpoint"
PATHS = (
    "/",
    "/search",
    "/search?q=convoy",
    "/search?q=convoy+AND",
    "/rules",
    "/rules/convoys",
    "/rules/new",
    "/rules/-/suggestions?name=convoys",
    "/outlets",
    "/outlets/a",
    "/new-outlet",
    "/deliveries",
    "/deliveries/1",
    "/places",
    "/items/4",
    "/items/4/explain?rule=convoys",
    "/api",
)
TEXTS = (
    (
        "en",
        MATCHED,
        "Villagers near Tal Ahmar in Hasakah stopped the convoy. It left an hour later.",
    ),
    ("ar", "رتل عسكري قرب القامشلي convoy", "قال مصدر محلي إن الرتل عبر حاجزاً قرب القامشلي."),
    ("tr", "Kamışlı'da convoy", "Konvoy, Kamışlı yakınlarındaki kontrol noktasından geçti."),
    ("ku", "Karwanek li Qamişlo, convoy", "Li nêzîkî Qamişlo karwanek derbas bû."),
    ("ru", "Колонна под Камышлы, convoy", "Колонна военной техники прошла блокпост у Камышлы."),
)


def looked(assembly: Assembly, now: datetime, *found: Item) -> None:
    """Record a look at the outlet "a" that brought *found*."""
    fresh = Fresh(OutletId("a"), found, Validators(), str(found).encode()[:32], "http://a")
    record(assembly, fresh, now, 0.5)


def fill(assembly: Assembly) -> None:
    """Put a first look, two days of news and the digest of them into the archive."""
    looked(assembly, START - 3 * DAY, article("Old news of a convoy"), article("Weather"))
    for day in (2, 1):
        looked(assembly, START - day * DAY, *(_items(f" ({day})", START - day * DAY)))
    looked(assembly, START - HOUR, *_items("", START - 2 * HOUR))
    freeze_due(assembly, START + DAY)


def _items(suffix: str, published: datetime) -> list[Item]:
    return [
        replace(
            article(title + suffix, url=f"https://a.example/{number}{suffix.strip(' ()')}"),
            body=body,
            language=language,
            published_at=published + number * MINUTE,
        )
        for number, (language, title, body) in enumerate(TEXTS)
    ]
