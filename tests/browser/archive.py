"""An archive worth looking at: items of several outlets and languages, matched and not."""

from dataclasses import replace
from datetime import datetime

from hajiz.assembly import Assembly
from hajiz.collect import record
from hajiz.dispatch.digests import freeze_due
from hajiz.incidents.showing import shown
from model import Fresh, Item, OutletId, Validators
from storage import incidents
from tests.hajiz.desk import DAY, HOUR, MINUTE, START, article
from tests.hajiz.incidents.reports import CLAIM, DENIAL, OTHER, OUTLET, RELAY
from tests.hajiz.incidents.reports import article as written

DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""
STORY = """
[[rules]]
name = "events"
query = "@convoy OR @checkpoint"

""" + "".join(
    OUTLET.format(id=each, name=name).replace('"en"', f'"{language}"')
    for each, name, language in (
        ("sana-en", "SANA (English)", "en"),
        ("press-tv", "Press TV", "en"),
        ("alwaght", "Alwaght", "en"),
        ("new-arab", "The New Arab", "en"),
        ("sana-ar", "سانا", "ar"),
        ("enab-ar", "عنب بلدي", "ar"),
    )
)
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
STORY_PATHS = (
    "/incidents",
    "/incidents?place=Tal+Dahab&denied=yes",
    "/incidents?place=nowhere",
    "/incidents/{number}",
    "/incidents/{number}/merge?with={other}",
    "/incidents/{number}/split?item={item}",
    "/items/{item}",
)
ARABIC_CLAIM = (
    "أفادت وكالة سانا بأن حاجزاً للجيش منع رتلاً أمريكياً من ست مدرعات من دخول قرية تل ذهب"
    " جنوب القامشلي يوم الأربعاء."
)
RECALLING = "رتل أمريكي في تل تمر"
ARABIC_RECALL = (
    "مر رتل أمريكي من أربع مدرعات في بلدة تل تمر يوم الجمعة، بحسب مصادر محلية. وكان حاجز للجيش قد"
    " منع رتلاً أمريكياً في قرية تل ذهب في 18 تشرين الثاني 2026."
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


def tell(assembly: Assembly) -> None:
    """Let outlets tell of a convoy, of its denial, of another event; and read what they say."""
    told = (
        ("sana-en", "Checkpoint turns back US convoy near Qamishli", CLAIM),
        ("press-tv", "Syrian army blocks US convoy", RELAY),
        ("sana-ar", "الجيش يمنع رتلاً أمريكياً من دخول تل ذهب", ARABIC_CLAIM),
        ("alwaght", "US convoy blocked", RELAY.replace("on Friday, ", "")),
        ("new-arab", "Coalition denies convoy was turned back", DENIAL),
        ("new-arab", "Car bomb in Tal Tamr", OTHER),
        ("press-tv", "Car bomb wounds four", OTHER.replace("three", "four")),
        ("enab-ar", RECALLING, ARABIC_RECALL),
    )
    for outlet in dict.fromkeys(outlet for outlet, _, _ in told):
        empty = Fresh(OutletId(outlet), (), Validators(), outlet.encode(), "http://a")
        record(assembly, empty, START - 3 * DAY, 0.5)
    for number, (outlet, title, text) in enumerate(told):
        at = START - 2 * DAY - 4 * HOUR + number * 25 * MINUTE
        if title == RECALLING:
            at = START - HOUR
        item = written(outlet, text.replace("Friday", "Wednesday"), title=title, at=at)
        item = replace(item, language="ar" if outlet.endswith("-ar") else "en")
        fresh = Fresh(OutletId(outlet), (item,), Validators(), str(item).encode()[:32], "http://a")
        record(assembly, fresh, at + MINUTE, 0.5)
    assembly.incidents.catch_up(assembly)


def numbers(assembly: Assembly) -> dict[str, int]:
    """Return the numbers of the convoy's incident, of another one, and of an item of the first."""
    with assembly.database.read() as tx:
        found = shown(tx, [each.id for each in incidents.latest(tx, 100)])
    convoy = next(each for each in found.values() if each.status.denied_by)
    others = (each for each in found.values() if each.status.place == "tal-tamr")
    return {"number": convoy.id, "other": next(others).id, "item": convoy.reports[1].key.item}


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
