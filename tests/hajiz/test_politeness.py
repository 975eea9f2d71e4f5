"""The judge of politeness, judged."""

from datetime import timedelta

from tests.feedserver import Exchange
from tests.hajiz.vigil import START
from tests.politeness import score

MINUTE = timedelta(minutes=1)


def test_fm_024_the_scorer_sees_what_is_wrong() -> None:
    """A score that finds nothing must be one that can find something."""

    def exchange(minute: int, status: int, sent: bytes | None, **answered: bytes) -> Exchange:
        asked = {} if sent is None else {"if-none-match": sent}
        names = {name.replace("_", "-"): value for name, value in answered.items()}
        return Exchange(START + minute * MINUTE, "/a", asked, status, names)

    found = score(
        [
            exchange(0, 200, None, etag=b'"1"', cache_control=b"max-age=3600"),
            exchange(59, 304, b'"1"'),
            exchange(120, 200, b'"1"', etag=b'W/"2"'),
            exchange(130, 429, b'"2"', retry_after=b"7200"),
            exchange(240, 304, None),
        ],
        15 * MINUTE,
    )

    assert len(found.early) == 3
    assert len(found.garbled) == 1
    assert found.unconditional["/a"] == 2
    assert not found.is_polite
