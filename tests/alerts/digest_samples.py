"""Items, matches and digests for tests, written the way a digest shows them: hits in ‹ ›."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from alerts.digests.alert import build_alert
from alerts.digests.digest import build_digest
from alerts.digests.found import Found, FoundIncident, Said
from alerts.digests.render import render
from alerts.label_links import LinkMaker
from model import Field, Hit, Item, ItemKey, Match, Outlet, OutletId, PageState, Span, StoredItem
from model.digest import (
    Alert,
    Coverage,
    Digest,
    DigestItem,
    IncidentStep,
    IncidentSummary,
    Language,
    OutletState,
    PartKind,
)
from model.message import Message

START = datetime(2026, 11, 19, 4, tzinfo=UTC)  # 07:00 in Damascus
END = START + timedelta(days=1)
RULES = ("convoys", "checkpoints", "qamishli")
KEY = bytes(range(32))
LINKS = LinkMaker("https://hajiz.example.org", KEY, "morning", ("anna.longname@desk.example",))

SANA = Outlet(
    OutletId("sana-en"), "SANA", "https://sana.example/feed", "en", "state news agency of Syria"
)
MAYADEEN = Outlet(
    OutletId("mayadeen"), "الميادين", "https://mayadeen.example/rss", "ar", "pan-Arab, Beirut"
)
NORTH = Outlet(OutletId("north"), "North Press", "https://north.example/feed", "en")
ANF = Outlet(OutletId("anf"), "ANF Kurdî", "https://anf.example/rss", "ku", "close to the PKK")
AA = Outlet(OutletId("aa"), "Anadolu Ajansı", "https://aa.example/rss", "tr", "Turkish state")
RIA = Outlet(OutletId("ria"), "РИА Новости", "https://ria.example/rss", "ru", "Russian state")
OUTLETS = {outlet.id: outlet for outlet in (SANA, MAYADEEN, NORTH, ANF, AA, RIA)}

_SENTENCE = re.compile(r"[^.!?؟\n]*[.!?؟\n]?\s*")


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """Return a text without its ‹ ›, and where they stood."""
    text, spans = "", []
    for index, part in enumerate(re.split("[‹›]", marked)):
        if index % 2:
            spans.append(Span(len(text), len(text) + len(part)))
        text += part
    return text, spans


def sentence_around(text: str, span: Span) -> Span:
    """Return the sentence around *span*, by full stops and line ends only."""
    for found in _SENTENCE.finditer(text):
        if found.start() <= span.start < found.end():
            return Span(found.start(), max(found.end(), span.end))
    return Span(0, len(text))


def hits(marked: str, field: Field) -> tuple[Hit, ...]:
    """Return the hits of a marked text."""
    text, spans = unmarked(marked)
    return tuple(
        Hit(
            term=text[span.start : span.end].lower(),
            field=field,
            start=span.start,
            end=span.end,
            surface=text[span.start : span.end],
            sentence=sentence_around(text, span),
        )
        for span in spans
    )


def found(
    number: int,
    title: str = "A ‹convoy› passed",
    body: str = "",
    *,
    outlet: Outlet = SANA,
    rules: Sequence[str] = ("convoys",),
    url: str | None = None,
    seen: datetime = START + timedelta(hours=8),
    published: datetime | None = START + timedelta(hours=8),
    language: str | None = None,
    extra: tuple[Hit, ...] = (),
    kind: PartKind = "new",
    told: datetime | None = None,
    page: PageState = "",
) -> Found:
    """Return an item with one match for each of *rules*, all with the same hits."""
    item = Item(
        outlet=outlet.id,
        key=ItemKey(hashlib.sha256(str(number).encode()).digest()),
        title=unmarked(title)[0],
        body=unmarked(body)[0],
        url=f"https://news.example/{number}" if url is None else url,
        language=outlet.language if language is None else language,
        published_at=published,
    )
    all_hits = hits(title, "title") + hits(body, "body") + extra
    stored = StoredItem(number, item, first_seen_at=seen, is_baseline=False, page=page)
    matches = [Match(rule, "3f2a9c1d", all_hits) for rule in rules]
    return Found(stored, matches, kind, told)


def coverage(failing: Sequence[OutletState] = (), **figures: Any) -> Coverage:
    """Return a coverage in which all was well, but for what is given."""
    values = {
        "outlets": 6,
        "polled": 6,
        "unchanged": 2,
        "items_read": 120,
        "baseline_items": 0,
        "baseline_matches": 0,
    }
    return Coverage(failing=tuple(failing), **(values | figures))


def digest(
    *items: Found,
    name: str = "morning",
    start: datetime = START,
    end: datetime = END,
    zone: str = "Asia/Damascus",
    seen: Coverage | None = None,
    rules: Sequence[str] = RULES,
    outlets: dict[OutletId, Outlet] | None = None,
    language: Language = "en",
    days: Sequence[int] = (),
    thread: str = "",
    links: LinkMaker | None = None,
    incidents: Sequence[FoundIncident] = (),
) -> Digest:
    """Build a digest of *items* with the real thing."""
    return build_digest(
        id="dig_abcdefghijklmnopqrstuvwxyz",
        name=name,
        window_start=start,
        window_end=end,
        timezone=zone,
        rule_set="3f2a9c1d",
        rules=rules,
        found=items,
        outlets=OUTLETS if outlets is None else outlets,
        coverage=seen or coverage(),
        language=language,
        days=days,
        thread=thread,
        links=links,
        incidents=incidents,
    )


def summary(number: int = 1, **values: Any) -> IncidentSummary:
    """Return what is known of a convoy that SANA tells of, but for what is given."""
    known: dict[str, Any] = {
        "kinds": ("convoy", "checkpoint"),
        "place": "tal-dahab",
        "first_day": date(2026, 11, 19),
        "last_day": date(2026, 11, 19),
        "outlets": 1,
        "claimed_by": ("SANA",),
        "confirmed_by": (),
        "denied_by": (),
        "disputed": (),
        "is_unnamed": False,
        "figures": (),
        "spread": (IncidentStep("SANA", "SANA", at(8)),),
    }
    return IncidentSummary(number, **(known | values))


def incident(
    number: int, *items: int, told: datetime | None = None, **values: Any
) -> FoundIncident:
    """Return an incident with those items; all say the same, the first of them first."""
    said = {
        item: Said("quotes" if place else "claims", "SANA", is_relay=place > 0)
        for place, item in enumerate(items)
    }
    return FoundIncident(summary(number, **values), said, told)


def only(made: Digest) -> Message:
    """Render a digest that takes one message."""
    (message,) = render(made, END)
    return message


def with_items(made: Digest, change: Callable[[DigestItem], DigestItem]) -> Digest:
    """Return *made* with every item changed, whatever `build_digest` would have made of it."""
    parts = []
    for part in made.parts:
        sections = []
        for section in part.sections:
            groups = [
                replace(group, items=tuple(change(item) for item in group.items))
                for group in section.groups
            ]
            sections.append(replace(section, groups=tuple(groups)))
        incidents = [
            replace(each, reports=tuple(replace(r, item=change(r.item)) for r in each.reports))
            for each in part.incidents
        ]
        parts.append(replace(part, sections=tuple(sections), incidents=tuple(incidents)))
    return replace(made, parts=tuple(parts))


def alert(*items: Found, **values: Any) -> Alert:
    """Build an alert of *items* with the real thing; each of its matches is an event."""
    events = {
        (each.stored.id, match.rule): f"evt_{each.stored.id}{match.rule}"
        for each in items
        for match in each.matches
    }
    fixed = {"name": "convoys", "timezone": "Asia/Damascus", "rule_set": "3f2a9c1d"}
    fixed |= {"rules": RULES, "outlets": OUTLETS, "events": events}
    return build_alert(found=items, **(fixed | values))


def at(hours: float) -> datetime:
    """Return the moment so many hours into the window."""
    return START + timedelta(hours=hours)


def desk_morning() -> Digest:
    """Return a digest as a desk may get it: six languages, two failing outlets."""
    return digest(
        found(
            1,
            "US ‹convoy› turned back at a ‹checkpoint› south of ‹Qamishli›",
            "A Syrian army ‹checkpoint› intercepted a ‹convoy› of five armoured vehicles near Tal "
            "al-Zahab on Thursday and forced it to turn back.\n\nVillagers gathered at the road. "
            "The vehicles returned towards their base west of ‹Qamishli›, the agency's reporter "
            "said.",
            rules=RULES,
            published=at(8.1),
            seen=at(8.4),
        ),
        found(
            2,
            "Aid ‹convoy› reaches Hasakah after two days",
            "The ‹convoy› of 21 lorries carried flour and medicine.",
            published=at(2),
            seen=at(9),
        ),
        found(
            3,
            "‹حاجز› للجيش السوري يعترض ‹رتلاً› أمريكياً جنوب ‹القامشلي›",
            "نقلت وكالة سانا عن مصادر محلية أن ‹حاجزاً› للجيش اعترض ‹رتلاً› من خمس عربات مصفحة قرب "
            "تل الذهب يوم الخميس وأجبره على العودة.\n\nوقال الأهالي إن ‹الرتل› عاد باتجاه قاعدته "
            "غرب ‹القامشلي› من دون وقوع إصابات.",
            outlet=MAYADEEN,
            rules=RULES,
            published=at(9.2),
            seen=at(9.4),
        ),
        found(
            4,
            "ABD ‹konvoyu› ‹Kamışlı›'nın güneyinde durduruldu",
            "Suriye ordusuna ait bir ‹kontrol noktası›, beş zırhlı araçtan oluşan ‹konvoyu› Tel "
            "Zeheb yakınlarında geri çevirdi.",
            outlet=AA,
            rules=RULES,
            published=None,
            seen=at(11),
        ),
        found(
            5,
            "Американскую ‹колонну› бронетехники развернули у ‹Камышлы›",
            "Военные на ‹КПП› сирийской армии не пропустили ‹колонну› из пяти машин, сообщил "
            "источник на месте.",
            outlet=RIA,
            rules=RULES,
            published=datetime(2100, 1, 1, tzinfo=UTC),
            seen=at(12),
        ),
        found(
            6,
            "‹Karwanek› a leşkerî li başûrê ‹Qamişlo› hat rawestandin",
            "Li ‹nuqteya kontrolê› ya nêzîkî gundê Til Zehebê ‹karwana› ji pênc wesayîtên zirxî "
            "nehişt derbas bibe.",
            outlet=ANF,
            rules=("checkpoints", "qamishli"),
            published=at(13),
            seen=at(13.3),
        ),
        found(
            7,
            "New ‹checkpoints› on the M4 slow traffic east of Tal Tamr",
            "Drivers spoke of waits of up to three hours.",
            rules=("checkpoints",),
            published=at(20),
            seen=at(20.2),
            url="",
        ),
        found(
            8,
            "رئيس بلدية ‹القامشلي›: أزمة المياه مستمرة",
            "",
            outlet=MAYADEEN,
            rules=("qamishli",),
            published=at(21),
            seen=at(21.1),
        ),
        seen=coverage(
            [
                OutletState(NORTH, "failing since Wed 18 Nov 18:20 (HTTP 403, bot challenge)"),
                OutletState(ANF, "not polled yet"),
            ],
            polled=4,
            items_read=1312,
            baseline_items=90,
            baseline_matches=4,
        ),
    )
