"""The page behind a digest's link to label an item, asked as scanners and people do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from starlette.types import Message

from alerts.channels import unsubscribe
from alerts.channels.unsubscribe import Subscription
from alerts.label_links import Offer, make_token
from hajiz.assembly import Assembly, unsubscribe_key
from hajiz.config.plans import WebPlan
from hajiz.web.app import application
from hajiz.web.site import Site
from model import Verdict
from storage import labels, unsubscriptions
from tests.hajiz.desk import FILES, START, article, desk, poll

PLAN = WebPlan("127.0.0.1:8099", "https://hajiz.example.org")
OFFER = Offer(1, ("convoys", "checkpoints"), "noise", "morning", "anna@example.org")
HOSTILE = '</title><script>alert(1)</script>"><img src=x onerror=alert(2)> convoy checkpoint'


@pytest.fixture
def assembly(tmp_path: Path) -> Iterator[Assembly]:
    """Open a desk with one item that fired both rules."""
    with desk(tmp_path, FILES) as opened:
        poll(opened, START, "A convoy at a checkpoint")
        yield opened


def link(assembly: Assembly, offer: Offer = OFFER) -> str:
    """Return the path of a real link."""
    return f"/label/{make_token(unsubscribe_key(assembly.database), offer)}"


async def ask(
    assembly: Assembly, method: str, path: str, body: str = "", host: str = "hajiz.example.org"
) -> httpx2.Response:
    """Ask the application."""
    public = replace(assembly, config=replace(assembly.config, web=PLAN))
    app = application(Site(lambda: public, lambda: START, unsubscribe_key(assembly.database)))
    transport = httpx2.ASGITransport(app=app)
    headers = {"content-type": "application/x-www-form-urlencoded"} if body else {}
    async with httpx2.AsyncClient(transport=transport, base_url=f"https://{host}") as client:
        return await client.request(method, path, content=body, headers=headers)


def said(assembly: Assembly, item_id: int = 1) -> dict[str, tuple[Verdict, str]]:
    """Return how the item is labelled, and who said so."""
    with assembly.database.read() as tx:
        found = labels.of_items(tx, [item_id])[item_id]
    return {rule: (label.verdict, label.said_by) for rule, label in found.items()}


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
async def test_looking_changes_nothing(assembly: Assembly, method: str) -> None:
    """Scanners open every link of a mail."""
    answer = await ask(assembly, method, link(assembly))

    assert answer.status_code in {200, 405}
    assert said(assembly) == {}


@pytest.mark.asyncio
async def test_a_person_sees_the_item_and_three_buttons(assembly: Assembly) -> None:
    """With how it is labelled now, and the one that was clicked marked; nothing from elsewhere."""
    with assembly.database.write() as tx:
        labels.say(tx, 1, "convoys", "relevant", "omar", "page", START)

    answer = await ask(assembly, "GET", link(assembly))

    page = answer.text
    assert "A convoy at a checkpoint" in page
    assert "A news" in page
    assert "<b>relevant</b>" in page
    assert "omar" in page
    assert "not labelled yet" in page
    assert "anna@example.org" in page
    assert 'value="noise" class="clicked" autofocus' in page
    assert page.count('type="submit"') == 3
    assert "<script" not in page
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.asyncio
async def test_fm_117_a_button_labels_and_twice_is_once(assembly: Assembly) -> None:
    """Without cookie or login, and no redirect; the history has it once."""
    for _ in range(2):
        answer = await ask(assembly, "POST", link(assembly), "rule=&rule=convoys&verdict=noise")
        assert (answer.status_code, answer.headers.get("location")) == (200, None)
        assert "Labelled: noise" in answer.text

    assert said(assembly) == {"convoys": ("noise", "anna@example.org")}
    with assembly.database.read() as tx:
        (only,) = labels.history(tx, 1, "convoys")
    assert only.via == "digest"


@pytest.mark.asyncio
async def test_fm_117_the_last_word_wins_whether_by_page_or_by_mail(assembly: Assembly) -> None:
    """And the page shows it."""
    await ask(assembly, "POST", link(assembly), "verdict=noise")
    with assembly.database.write() as tx:
        labels.say(tx, 1, "convoys", "relevant", "omar", "page", START)
    assert said(assembly)["convoys"] == ("relevant", "omar")

    other = link(assembly, replace(OFFER, recipient="", verdict="relevant"))
    answer = await ask(assembly, "POST", other, "verdict=unsure")

    assert said(assembly) == {
        "checkpoints": ("unsure", "digest morning"),
        "convoys": ("unsure", "digest morning"),
    }
    assert "Labelled: unsure" in answer.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", {"convoys": "noise", "checkpoints": "noise"}),  # as the link says
        ("verdict=relevant", {"convoys": "relevant", "checkpoints": "relevant"}),
        ("rule=&rule=checkpoints&verdict=relevant", {"checkpoints": "relevant"}),
        ("rule=&verdict=relevant", {}),  # no rule is chosen
        ("rule=other&verdict=relevant", {}),  # the link does not speak of it
    ],
)
async def test_it_is_said_of_the_rules_that_are_chosen(
    assembly: Assembly, body: str, expected: dict[str, str]
) -> None:
    """Never of one that the link does not name."""
    answer = await ask(assembly, "POST", link(assembly), body)

    assert answer.status_code == 200
    assert {rule: verdict for rule, (verdict, _) in said(assembly).items()} == expected


@pytest.mark.asyncio
@pytest.mark.parametrize("body", ["verdict=", "verdict=bad", "x=1", "&" * 2000 + "a=b", "\x00\xff"])
async def test_what_is_not_understood_changes_nothing(assembly: Assembly, body: str) -> None:
    """Rather than what was perhaps not meant."""
    answer = await ask(assembly, "POST", link(assembly), body)

    assert answer.status_code == 422
    assert said(assembly) == {}


@pytest.mark.asyncio
async def test_more_than_a_form_holds_is_not_read(assembly: Assembly) -> None:
    """Nor anything at all without a token of ours."""
    answer = await ask(assembly, "POST", link(assembly), "a" * (3 * 1024 * 1024))

    assert answer.status_code == 413
    assert said(assembly) == {}


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "change", ["flip", "cut", "other key", "other recipient", "empty", "script", "unsubscribe"]
)
async def test_a_token_that_is_not_ours_is_not_found(
    assembly: Assembly, method: str, change: str
) -> None:
    """And says nothing about the item."""
    key = unsubscribe_key(assembly.database)
    token = make_token(key, OFFER)
    other = make_token(key, replace(OFFER, recipient="omar@example.org"))
    forged = {
        "flip": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "cut": token[:20],
        "other key": make_token(bytes(32), OFFER),
        "other recipient": f"{other.partition('.')[0]}.{token.partition('.')[2]}",
        "empty": ".",
        "script": "%3Cscript%3E",
        "unsubscribe": unsubscribe.make_token(key, Subscription("mail", "a@b.example", "morning")),
    }[change]

    answer = await ask(assembly, method, f"/label/{forged}", "verdict=noise")

    assert answer.status_code == 404
    assert "convoy" not in answer.text
    assert "<script>" not in answer.text
    assert said(assembly) == {}


@pytest.mark.asyncio
async def test_a_label_token_unsubscribes_nobody(assembly: Assembly) -> None:
    """It is signed with the same key, for another purpose."""
    path = link(assembly).replace("/label/", "/unsubscribe/")

    assert (await ask(assembly, "POST", path)).status_code == 404

    with assembly.database.read() as tx:
        anna = [("mail", "anna@example.org")]
        assert unsubscriptions.wanted(tx, anna, "morning") == anna


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_item_that_is_gone_is_said_to_be(assembly: Assembly, method: str) -> None:
    """It may be older than items are kept; the link in the mail stays."""
    with assembly.database.write() as tx:
        tx.exec_driver_sql("DELETE FROM items")

    answer = await ask(assembly, method, link(assembly))

    assert answer.status_code == 410
    assert "This item is gone" in answer.text
    assert said(assembly) == {}


@pytest.mark.asyncio
async def test_an_arabic_title_runs_from_the_right(assembly: Assembly) -> None:
    """Also where the outlet is thought to write English."""
    poll(assembly, START, article("convoy رتل عسكري"), article("رتل عسكري convoy"))

    left, right = [
        (await ask(assembly, "GET", link(assembly, replace(OFFER, item_id=number)))).text
        for number in (3, 2)
    ]

    assert '<h2 class="said-by-outlet" lang="en" dir="ltr">' in left
    assert '<h2 class="said-by-outlet" lang="en" dir="rtl">' in right


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_an_outlet_wrote_stays_text(assembly: Assembly, method: str) -> None:
    """Title, address and who speaks are escaped, and no link runs anything."""
    poll(assembly, START, article(HOSTILE, url="javascript:alert(1)"))
    offer = replace(OFFER, item_id=2, recipient='"><b onclick=x>@example.org')

    page = (await ask(assembly, method, link(assembly, offer))).text

    assert "<script" not in page
    assert "<img" not in page
    assert "<b onclick" not in page
    assert "javascript:" not in page


@pytest.mark.asyncio
async def test_another_host_name_is_refused(assembly: Assembly) -> None:
    """DNS rebinding: a page elsewhere must not speak to us in its own name."""
    answer = await ask(assembly, "POST", link(assembly), "verdict=noise", host="evil.example")

    assert answer.status_code in {400, 421}
    assert said(assembly) == {}


@pytest.mark.asyncio
async def test_who_leaves_half_way_has_said_nothing(assembly: Assembly) -> None:
    """A connection that ends within the form is no fault of ours."""
    public = replace(assembly, config=replace(assembly.config, web=PLAN))
    app = application(Site(lambda: public, lambda: START, unsubscribe_key(assembly.database)))
    answers: list[Message] = []

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def note(message: Message) -> None:
        answers.append(message)

    path, headers = link(assembly), [(b"host", b"hajiz.example.org"), (b"content-length", b"9")]
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    await app(scope | {"query_string": b"", "client": ("127.0.0.1", 1)}, gone, note)

    assert answers[0]["status"] == 408
    assert said(assembly) == {}
