"""
Why an outlet could not be seen, in the reader's language: for `OutletState.reason`.

Whoever counts the outlets knows the facts; here are the sentences for them.
"""

from dataclasses import dataclass
from datetime import datetime

from alerts.digests.language import words_in
from alerts.digests.language.phrase import counted, figure
from alerts.digests.language.times import Times, times_in
from alerts.digests.plain import one_line
from model.digest import Language


@dataclass(frozen=True, slots=True)
class Reasons:
    """Says why, each time as one plain line."""

    times: Times

    def unpolled(self) -> str:
        """Say that an outlet was never looked at."""
        return self.times.words.unpolled

    def failing(self, since: datetime, failure: str) -> str:
        """Say since when an outlet fails and how: "failing since Wed 18 Nov 18:20 (HTTP 403)"."""
        moment = self.times.stamp(since)
        return self.times.words.failing_since.format(moment=moment, failure=one_line(failure))

    def quiet(self, days: int, usual: int) -> str:
        """Say for how long an outlet brings nothing, and how many items a day it used to."""
        words = self.times.words
        return counted(words, words.quiet_days, days, usual=figure(usual)).plain(words.direction)

    def overrun(self, times: int) -> str:
        """Say how often a feed held nothing any more that we had seen before."""
        words = self.times.words
        return counted(words, words.overrun_times, times).plain(words.direction)

    def truncated(self, items: int) -> str:
        """Say how many items of a look are read."""
        words = self.times.words
        return counted(words, words.truncated_to, items).plain(words.direction)

    def unread(self, pages: int, failure: str) -> str:
        """Say how many pages of articles could not be read, and why the last of them."""
        words = self.times.words
        failure = one_line(failure)
        return counted(words, words.unread_pages, pages, failure=failure).plain(words.direction)


def reasons_in(language: Language, timezone: str, now: datetime) -> Reasons:
    """Return the sentences of *language*, with moments as they are told in *timezone*."""
    return Reasons(times_in(words_in(language), timezone, now))
