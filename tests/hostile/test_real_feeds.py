"""Real feeds as if they were hostile: taken for something else, cut off, and with bytes changed."""

import random

import pytest

from crawler.article.page import ArticlePage
from crawler.article.reading import read_article
from crawler.document import Document
from crawler.reading import read
from model import OutletKind
from tests.crawler.test_corpus import FEEDS, MANIFEST, SOURCES, files
from tests.hostile.reading import LISTING, faults_of

KINDS: tuple[OutletKind | None, ...] = ("feed", "sitemap", "listing", "telegram", None)
LARGEST = 1_000_000

pytestmark = pytest.mark.skipif(
    not MANIFEST.exists(), reason=f"no corpus of real feeds at hand (HAJIZ_CORPUS): {FEEDS}"
)


@pytest.mark.parametrize("source", SOURCES)
def test_fm_033_real_feeds_do_no_harm_whatever_they_are_taken_for(source: str) -> None:
    """Every file, each as another kind, whole or cut off, with some bytes changed."""
    chance = random.Random(source)
    found = {}
    for number, (name, body, _) in enumerate(files(source)):
        kind = KINDS[number % len(KINDS)]
        changed = bytearray(body[: chance.choice((LARGEST, len(body) // 2))])
        for _ in range(chance.choice((0, 1, 10))):
            changed[chance.randrange(len(changed) + 1) : 0] = chance.randbytes(3)
        found[name, kind] = faults_as(kind, bytes(changed))

    assert {each: faults for each, faults in found.items() if faults} == {}


def faults_as(kind: OutletKind | None, body: bytes) -> list[str]:
    """Return what is wrong with what is made of *body*, read as *kind*; None is an article."""
    url = "https://example.org/s/place"
    if kind is None:
        return [*faults_of(read_article(ArticlePage("o", url, "ar", "text/html", body, "A")))]
    return [*faults_of(read(Document("o", "ar", url, "", body, False, kind, LISTING)))]
