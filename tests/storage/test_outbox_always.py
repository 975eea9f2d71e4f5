"""Whatever happens in whatever order: no message is lost, and none is sent by two at once."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from model.message import Closed, Paused, Postponed, Refused, SendResult, Sent
from storage import deliveries, outbox, schema
from storage.database import Database, Transaction
from storage.outbox import CLOCK_SLACK
from tests.storage.builders import DAY, HOUR, MINUTE, NOW, SECOND, a_message
from tests.storage.sending import LEASE

CHANNELS = ("mail", "hook", "files")
RECIPIENTS = ("", "anna@example.org", "omar@example.org", "desk@example.org")
DESTINATIONS = [(channel, recipient) for channel in CHANNELS for recipient in RECIPIENTS]
RESULTS: list[SendResult] = [
    Sent("250"),
    Postponed("451"),
    Refused("550"),
    Paused("535"),
    Closed("410"),
]
STEPS = [SECOND, 30 * SECOND, LEASE, HOUR, DAY, 3650 * DAY, -SECOND, -30 * SECOND, -HOUR]

some_rows = st.sets(st.integers(1, 12), max_size=4)


@dataclass(slots=True)
class Row:
    """What must be true of a delivery."""

    state: str
    attempts: int = 0
    outcomes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Claim:
    """A sender at work."""

    seq: int
    attempt: int
    owner: str
    until: datetime

    def is_live(self, now: datetime, reading: datetime) -> bool:
        """Say whether nobody else may send the message; a clock far ahead grants no lease."""
        return now < self.until <= reading + LEASE + CLOCK_SLACK


@cache
def pattern() -> Path:
    """Return an empty database to copy."""
    made = Path(tempfile.mkdtemp()) / "hajiz.db"
    atexit.register(shutil.rmtree, made.parent)
    Database.open(made, NOW).close()
    return made


class Outbox(RuleBasedStateMachine):
    """Any steps, in any order, beside what each must have come to."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "hajiz.db"
        shutil.copy(pattern(), path)
        self.database = Database.open(path, NOW)
        self.now = NOW
        self.added: dict[tuple[str, str, str], int] = {}
        self.rows: dict[int, Row] = {}
        self.claims: list[Claim] = []

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Work in a transaction."""
        with self.database.write() as tx:
            yield tx

    @initialize()
    def begin(self) -> None:
        """Have something to send."""
        self.add("a", [("mail", RECIPIENTS[1]), ("mail", RECIPIENTS[2]), ("hook", "")], "pending")

    @rule(
        name=st.sampled_from("abcd"),
        to=st.lists(st.sampled_from(DESTINATIONS), min_size=1, max_size=4),
        state=st.sampled_from(["pending", "pending", "review"]),
    )
    def add(self, name: str, to: list[tuple[str, str]], state: str) -> None:
        """Queue a message, new or not."""
        new = dict.fromkeys((name, *each) for each in to if (name, *each) not in self.added)
        with self.writing() as tx:
            seqs = outbox.add(tx, a_message(name), to, self.now, state)
        assert len(seqs) == len(new)
        self.added |= dict(zip(new, seqs, strict=True))
        self.rows |= {seq: Row(state) for seq in seqs}

    @rule(
        channel=st.sampled_from(CHANNELS),
        waited=st.sampled_from([timedelta(0), SECOND, 10 * SECOND]),
        except_for=st.just(set[str]()) | st.sets(st.sampled_from(RECIPIENTS), max_size=2),
    )
    def claim(self, channel: str, waited: timedelta, except_for: set[str]) -> None:
        """Take a message, with a reading of the clock from before a wait."""
        owner = f"owner {sum(row.attempts for row in self.rows.values())}"
        with self.writing() as tx:
            claimed = outbox.claim(tx, channel, self.now - waited, LEASE, owner, except_for)
        if claimed is None:
            return
        row = self.rows[claimed.seq]
        row.attempts += 1
        assert (row.state, row.attempts) == ("pending", claimed.attempt)
        assert claimed.recipient not in except_for
        reading = self.now - waited
        # One that was taken over while the clock ran ahead had lost its lease for good.
        of_row = [each for each in self.claims if each.seq == claimed.seq][-1:]
        assert not any(each.is_live(self.now, reading) for each in of_row)
        until = reading + LEASE
        self.claims.append(Claim(claimed.seq, claimed.attempt, owner, until))

    @rule(channel=st.sampled_from(CHANNELS[:2]))
    def take_over(self, channel: str) -> None:
        """Claim what dead and slow senders leave behind."""
        self.now += LEASE
        self.claim(channel, timedelta(0), set())

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        """Stay at work."""
        chosen = data.draw(st.sampled_from(self.claims))
        with self.writing() as tx:
            is_mine = outbox.renew(tx, chosen.seq, chosen.owner, self.now + LEASE)
        if is_mine:
            assert chosen.attempt == self.rows[chosen.seq].attempts
            chosen.until = self.now + LEASE

    @precondition(lambda self: self.claims)
    @rule(
        data=st.data(),
        result=st.sampled_from(RESULTS),
        again=st.sampled_from([None, MINUTE, HOUR, DAY]),
    )
    def finish(self, data: st.DataObject, result: SendResult, again: timedelta | None) -> None:
        """Come to an end with a message, in time or late."""
        chosen = self.claims.pop(data.draw(st.integers(0, len(self.claims) - 1)))
        row = self.rows[chosen.seq]
        next_at = None if again is None else self.now + again
        with self.writing() as tx:
            finished = outbox.finish(
                tx, chosen.seq, result, self.now, next_at, attempt=chosen.attempt
            )
        row.outcomes.append(outbox.in_words(result)[0])
        if isinstance(result, Sent):
            row.state = "sent"
        elif row.state == "pending" and chosen.attempt == row.attempts:
            is_over = isinstance(result, Refused) or (isinstance(result, Postponed) and not again)
            row.state = "dead" if is_over else "pending"
        assert finished.state == row.state

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        """Be killed while sending: nobody ever hears what became of it."""
        self.claims.pop(data.draw(st.integers(0, len(self.claims) - 1)))

    @rule(seqs=some_rows)
    def retry(self, seqs: set[int]) -> None:
        """Let a person send messages again."""
        with self.writing() as tx:
            deliveries.retry(tx, list(seqs), self.now)
        for seq in seqs & self.rows.keys():
            self.rows[seq].state = "pending"

    @rule(seqs=some_rows)
    def retry_ahead(self, seqs: set[int]) -> None:
        """Do so while the clock is years ahead."""
        self.now += 3650 * DAY
        self.retry(seqs)
        self.now -= 3650 * DAY

    @rule(seqs=some_rows)
    def drop(self, seqs: set[int]) -> None:
        """Let a person give messages up."""
        with self.writing() as tx:
            deliveries.drop(tx, list(seqs), self.now)
        for seq in seqs & self.rows.keys():
            if self.rows[seq].state != "sent":
                self.rows[seq].state = "cancelled"

    @rule()
    def review(self) -> None:
        """Put a backup back."""
        with self.writing() as tx:
            deliveries.put_under_review(tx)
        for row in self.rows.values():
            row.state = "review" if row.state == "pending" else row.state

    @rule(destination=st.sampled_from(DESTINATIONS))
    def hurry(self, destination: tuple[str, str]) -> None:
        """Hear that a destination works again."""
        with self.writing() as tx:
            outbox.hurry(tx, *destination, self.now)

    @rule(step=st.sampled_from(STEPS))
    def wait(self, step: timedelta) -> None:
        """Let time go by, or the clock be set."""
        self.now += step

    @precondition(lambda self: self.now - NOW > 365 * DAY)
    @rule()
    def correct(self) -> None:
        """Set a clock back that was years ahead."""
        self.now = NOW

    @invariant()
    def every_message_is_where_it_must_be(self) -> None:
        """None is lost, none is in two places, and each end has its reason."""
        with self.database.read() as tx:
            found = deliveries.recent(tx, limit=1000)
            outcomes: dict[int, list[str]] = {each.seq: [] for each in found}
            for attempt in tx.execute(select(schema.deliveries).order_by("id")):
                outcomes[attempt.seq].append(attempt.outcome)
        assert {each.seq for each in found} == self.rows.keys()
        for each in found:
            self.compare(each.seq, each.state, each.attempts, outcomes[each.seq])
            assert (each.next_attempt_at is not None) == (each.state == "pending")

    def compare(self, seq: int, state: str, attempts: int, outcomes: list[str]) -> None:
        """Compare one delivery with what must be true of it."""
        row = self.rows[seq]
        assert (state, attempts, outcomes) == (row.state, row.attempts, row.outcomes)
        assert attempts >= len(outcomes)
        assert state != "sent" or "sent" in outcomes
        assert state != "dead" or {"refused", "postponed"} & set(outcomes)

    def teardown(self) -> None:
        """See that what is pending or released goes out in the end; nothing is stuck."""
        try:
            with self.writing() as tx:
                deliveries.retry(tx, deliveries.numbers(tx, ["review"]), self.now)
            assert any(self.is_all_sent_after(days * DAY) for days in range(10))
        finally:
            self.database.close()
            self.folder.cleanup()

    def is_all_sent_after(self, wait: timedelta) -> bool:
        """Send what is due so long after now; say whether nothing waits any more."""
        with self.writing() as tx:
            for channel in CHANNELS:
                while claimed := outbox.claim(tx, channel, self.now + wait, LEASE, "last"):
                    outbox.finish(tx, claimed.seq, Sent(), self.now + wait, None)
            return deliveries.waiting(tx) == {} and deliveries.count(tx, "review") == 0


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
