"""Any text in any field gives messages that can be read, parsed and sent."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html  # type: ignore[import-untyped]

from alerts.digests.found import Found
from alerts.digests.render import render
from alerts.digests.render_alert import render_alert
from alerts.digests.render_notice import render_notice
from model import Outlet, OutletId
from model.digest import OutletState, Trouble
from model.message import Message
from tests.alerts.digest_samples import END, START, alert, coverage, digest, found
from tests.alerts.hostile import PAYLOADS

ANY = st.text(st.characters(codec=None, categories=None), max_size=60)  # surrogates included
TEXTS = st.one_of(
    ANY, st.sampled_from(PAYLOADS), st.builds(str.__add__, ANY, st.sampled_from(PAYLOADS))
)
ACTIVE = {"script", "iframe", "object", "embed", "form", "svg", "math", "link", "base", "input"}
calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def items(draw: Any, number: int = 1) -> tuple[Outlet, Found]:
    """Give an item whose every text is anything."""
    outlet = Outlet(OutletId("o"), draw(TEXTS), "x", draw(TEXTS), draw(TEXTS))
    each = found(number, "‹hit›", "A ‹hit› here.", outlet=outlet, rules=[draw(TEXTS), "b"])
    raw = replace(
        each.stored.item, title=draw(TEXTS), body=draw(TEXTS), url=draw(TEXTS), language=draw(TEXTS)
    )
    return outlet, replace(each, stored=replace(each.stored, item=raw))


def assert_sound(message: Message) -> None:
    """Check all forms of a message."""
    assert message.subject
    assert message.subject.splitlines() == [message.subject]
    for form in (message.subject, message.text, message.html, message.payload, message.brief):
        assert form.encode()
    document = lxml_html.document_fromstring(message.html)
    for node in document.iter():
        assert node.tag not in ACTIVE
        assert not [name for name in node.attrib if name.startswith("on")]
    assert all(link.startswith(("http://", "https://")) for link in document.xpath("//@href"))
    assert json.loads(message.payload)["version"] == 1


@calm
@given(items(), TEXTS, TEXTS, TEXTS, st.sampled_from(["en", "ar"]))
def test_fm_056_any_text_gives_a_sound_digest(
    one: tuple[Outlet, Found], name: str, zone: str, reason: str, language: Any
) -> None:
    """Whatever stands in an item, an outlet, a rule or the configuration."""
    outlet, each = one
    states = [OutletState(outlet, reason)]
    made = digest(
        each,
        name=name,
        zone=zone,
        seen=coverage(states, notices=(reason,), quiet=states),
        outlets={outlet.id: outlet},
        language=language,
        days=(1, 2),
    )
    for message in render(made, END):
        assert_sound(message)
        assert outlet.id in message.payload


@calm
@given(items(), TEXTS, TEXTS, st.booleans(), st.sampled_from(["en", "ar"]))
def test_fm_056_any_text_gives_a_sound_alert(
    one: tuple[Outlet, Found], name: str, reason: str, is_flood: bool, language: Any
) -> None:
    """Of one item or of several."""
    outlet, each = one
    some = [each, found(2, outlet=outlet)] if is_flood else [each]
    made = alert(*some, name=name, outlets={outlet.id: outlet}, language=language)
    made = replace(made, held_since=START, held_for=reason)
    for message in render_alert(made, END):
        assert_sound(message)


@calm
@given(TEXTS, TEXTS, TEXTS)
def test_fm_056_any_text_gives_a_sound_notice(subject: str, line: str, zone: str) -> None:
    """What a server answered may be anything."""
    assert_sound(render_notice(Trouble("not_x", subject, (line, line), END, zone), END))
