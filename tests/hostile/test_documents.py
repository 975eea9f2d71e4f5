"""Hundreds of hostile documents, read as the daemon reads them: each is read or refused."""

import pytest

from crawler.reading import ReadingLimits
from tests.hostile.reading import corpus, judged
from tests.reactorloop import Loop

SCALE = 0.05  # of the sizes that `bench/hostile_feeds.py` reads
PARTS = 4


def test_the_corpus_is_large_and_of_many_kinds() -> None:
    """At least 200 documents of 20 kinds, each with a name of its own."""
    documents = list(corpus(SCALE))

    assert len({str(each) for each in documents}) == len(documents) >= 200
    assert len({(each.kind, each.trick) for each in documents}) >= 20


@pytest.mark.parametrize("part", range(PARTS))
def test_fm_033_no_hostile_document_does_harm(loop: Loop, part: int) -> None:
    """Read or refused in words, in time; clean where it is read; and the next one is read too."""
    documents = [*corpus(SCALE)][part::PARTS]
    limits = ReadingLimits(seconds=8, cpu_seconds=6, workers=1)

    verdicts = judged(loop.run, documents, limits)

    assert {str(each.document): each.faults for each in verdicts if each.faults} == {}
    assert sum(each.end == "parse_killed" for each in verdicts) <= len(verdicts) // 20
