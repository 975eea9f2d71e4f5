"""Who hears of an incident, and where: real mails in one thread, through one alert or several."""

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from hajiz.assembly import assemble, channels_of
from hajiz.config.read import load
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.audience import wanted
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.digests import freeze_due
from storage import events, holds, items, revisions, unsubscriptions
from storage.backup import back_up
from tests.alerts.mail_server import Sink, mail_server
from tests.hajiz.incidents.reports import (
    CLAIM,
    DAY,
    DENIAL,
    HOUR,
    OTHER,
    RELAY,
    article,
)
from tests.hajiz.incidents.test_told_at_once import BACKGROUND, kinds
from tests.hajiz.incidents.wire_desk import WireDesk, alert, files, wire_desk

MAIL = """
[[channels]]
name = "mail"
kind = "email"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "hajiz@example.org"
recipients = [{recipients}]
timeout = "2s"
"""
DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""
ANNA, OMAR, LINA = "anna@example.org", "omar@example.org", "lina@example.org"


def mail(port: int, *recipients: str) -> str:
    """Write an e-mail channel."""
    quoted = ", ".join(f'"{each}"' for each in recipients)
    return MAIL.format(port=port, recipients=quoted)


def deliver_mail(desk: WireDesk) -> None:
    """Send what waits."""
    config = desk.assembly.config
    channel = channels_of(config)["mail"]
    own = wanted(config, "mail")
    database = desk.assembly.database
    deliver(database, channel, lambda: desk.room.now, "t", wanted=own, pause=lambda _: None)


def to(mails: list[EmailMessage], recipient: str) -> list[EmailMessage]:
    """Return the mails for one recipient."""
    return [each for each in mails if recipient in each["To"]]


def edit_config(desk: WireDesk, before: str, after: str) -> None:
    """Change config.toml while the program runs."""
    path = desk.assembly.config.database.parent / "config.toml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    desk.room.assembly = replace(desk.room.assembly, config=load(path, {}))


def test_mails_of_an_incident_hang_under_the_first(tmp_path: Path) -> None:
    """In-Reply-To and References name it, for each recipient; another incident stands apart."""
    sink = Sink()
    with mail_server(sink) as port:
        sending = (alert("now", "mail"), mail(port, ANNA, OMAR))
        with wire_desk(tmp_path, *sending) as desk:
            desk.tell("sana-en", CLAIM)
            deliver_mail(desk)
            desk.tell("sohr-en", OTHER)
            desk.tell("new-arab", DENIAL)
            deliver_mail(desk)
    for recipient in (ANNA, OMAR):
        first, *later = to(sink.read(), recipient)
        (denial,) = [each for each in later if "denied" in each["Subject"]]
        (other,) = [each for each in later if "denied" not in each["Subject"]]
        assert first["In-Reply-To"] is other["In-Reply-To"] is None
        assert denial["In-Reply-To"] == denial["References"] == first["Message-ID"]


def test_who_got_the_first_gets_the_rest_unless_they_want_no_more(tmp_path: Path) -> None:
    """Omar unsubscribed; Lina, whom config.toml names by now, gets a first message of her own."""
    sink = Sink()
    with mail_server(sink) as port:
        sending = (alert("now", "mail"), mail(port, ANNA, OMAR, LINA))
        with wire_desk(tmp_path, *sending) as desk:
            edit_config(
                desk, 'name = "now"\n', f'name = "now"\nrecipients = ["{ANNA}", "{OMAR}"]\n'
            )
            desk.tell("sana-en", CLAIM)
            with desk.assembly.database.write() as tx:
                unsubscriptions.add(tx, "mail", OMAR, "now", desk.room.now)
            edit_config(desk, f'recipients = ["{ANNA}", "{OMAR}"]\n', f'recipients = ["{LINA}"]\n')
            denial, belated = desk.tell("new-arab", DENIAL)
            of = {each.message_id: each.recipient for each in desk.sent("mail")}
            assert (of[denial.id], of[belated.id]) == (ANNA, LINA)
            deliver_mail(desk)
    assert len(to(sink.read(), ANNA)) == 2
    assert len(to(sink.read(), LINA)) == 1
    assert len(to(sink.read(), OMAR)) == 1


def test_a_channel_that_is_gone_gets_no_follow_up(tmp_path: Path) -> None:
    """The others do."""
    with wire_desk(tmp_path, alert("now", "one", "two"), files("one"), files("two")) as desk:
        desk.tell("sana-en", CLAIM)
        edit_config(desk, '["one", "two"]', '["one"]')
        edit_config(desk, files("two"), "")
        desk.tell("new-arab", DENIAL)
        assert len(desk.messages("one")) == 2
        assert len(desk.messages("two")) == 1


def test_nobody_is_told_of_an_incident_by_two_alerts(tmp_path: Path) -> None:
    """Both fire, at different items; each destination hears of it by the one that came first."""
    head = """
[[rules]]
name = "stopped"
query = "soldiers"

[[rules]]
name = "words"
query = "checkpoint OR spokesperson"
"""
    both = (
        alert("early", "desk") + 'rules = ["words"]\n',
        alert("wide", "desk", "more") + 'rules = ["stopped"]\n',
        files("desk"),
        files("more"),
    )
    with wire_desk(tmp_path, *both, head=head) as desk:
        (first,) = desk.tell("sana-en", CLAIM)
        (wide,) = desk.tell("press-tv", RELAY)
        assert [each["name"] for each in desk.payloads("desk")] == ["early"]
        assert [each["name"] for each in desk.payloads("more")] == ["wide"]

        denials = desk.tell("new-arab", DENIAL)
        assert [each.follow_up_of for each in denials] == [first.id, wide.id]
        assert [each["name"] for each in desk.payloads("desk")] == ["early", "early"]
        assert [each["name"] for each in desk.payloads("more")] == ["wide", "wide"]


def test_an_alert_that_is_silent_just_now_keeps_no_news_from_another(tmp_path: Path) -> None:
    """The night desk hears of the denial at once, though the day's alert told the claim."""
    head = """
[[rules]]
name = "claims"
query = "checkpoint"

[[rules]]
name = "denials"
query = "spokesperson"
"""
    both = (
        alert("day") + 'rules = ["claims"]\nquiet_hours = "22:00-06:00"\n',
        alert("night") + 'rules = ["denials"]\n',
        files(),
    )
    with wire_desk(tmp_path, *both, head=head) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.now += 11 * HOUR
        (told,) = desk.tell("new-arab", DENIAL)
        assert told.name == "night"
        assert len(desk.sent("files")) == 2


def test_what_a_backup_brought_back_waits_for_a_person(tmp_path: Path) -> None:
    """A follow-up may have been told before; nobody gets it twice without a word."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sana-en", CLAIM)
        with desk.assembly.database.write() as tx:
            holds.begin(tx, desk.room.now)
        (denial,) = desk.tell("new-arab", DENIAL)
        states = {each.message_id: each.state for each in desk.sent()}
        assert states[denial.id] == "review"

        with desk.assembly.database.write() as tx:
            holds.end(tx, is_told=True, now=desk.room.now)
        assert desk.freeze() == []
        assert {each.state for each in desk.sent()} == {"pending"}
        with desk.assembly.database.read() as tx:
            assert events.count(tx, "pending") == 0


def test_the_id_of_a_follow_up_is_the_same_when_it_is_made_anew(tmp_path: Path) -> None:
    """A transaction that was lost with a crash is made again with the same id."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sana-en", CLAIM)
        desk.room.publish(article("new-arab", DENIAL, at=desk.room.now))
        copy = tmp_path / "copy.db"
        back_up(desk.assembly.config.database, copy)
        (one,) = desk.freeze()
        config = replace(desk.assembly.config, database=copy)
        with assemble(config, desk.room.now) as again:
            (other,) = freeze_alerts(again, desk.room.now)
    assert one.id == other.id


def test_background_alone_is_in_the_digest(tmp_path: Path) -> None:
    """It is kept from nobody, only not told at once."""
    with wire_desk(tmp_path, alert(), DIGEST, files()) as desk:
        assert desk.tell("new-arab", BACKGROUND) == []
        (digest,) = freeze_due(desk.assembly, desk.room.now + DAY)
        assert digest.match_count == 1


def test_old_news_is_no_follow_up_until_somebody_repeats_it(tmp_path: Path) -> None:
    """Published ten days before we saw it: for the digest, as ever."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("sana-en", CLAIM)
        old = desk.room.now - 10 * DAY
        late = DENIAL.replace("denied on Friday", "denied").replace(
            "near Tal Dahab", "near Tal Dahab on 20 November 2026"
        )
        desk.room.publish(article("new-arab", late, at=old))
        assert desk.freeze() == []
        (told,) = desk.tell("sohr-en", DENIAL)
        assert kinds(desk.payloads()[1])[0] == "denied"
        assert told.follow_up_of == desk.messages()[0].id


def test_the_rest_of_an_article_is_no_edit(tmp_path: Path) -> None:
    """The page gives what the feed began; origins it names besides are no hurry."""
    with wire_desk(tmp_path, alert(), files()) as desk:
        desk.tell("press-tv", RELAY, key="one")
        with desk.assembly.database.write() as tx:
            (stored,) = items.get_many(tx, [1])
            whole = replace(stored.item, body=f"{RELAY} {CLAIM.replace('five', 'six')}")
            revisions.revise(tx, stored, whole, "page", desk.room.now, None)
        desk.room.now += HOUR
        desk.room.read()
        assert desk.freeze() == []
