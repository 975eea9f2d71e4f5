"""What new outlets are called."""

import pytest

from hajiz.outlets.name import id_before, id_for, ids_by_place, twin
from model import Outlet, OutletId

HERE = Outlet(OutletId("here"), "Here", "https://here.test/feed", "en")


@pytest.mark.parametrize(
    ("name", "url", "language", "expected"),
    [
        ("Enab Baladi", "https://www.enabbaladi.net/feed/", "ar", "enab-baladi-ar"),
        ("عنب بلدي", "https://www.enabbaladi.net/feed/", "ar", "enabbaladi-ar"),
        ("Gündem: Haberler!", "https://x.test/", "tr", "gundem-haberler-tr"),
        ("Işık", "https://x.test/", "tr", "isik-tr"),
        ("سانا", "https://ar.sana.co.sy/rss", "ar", "ar-sana-ar"),
        ("قناة", "https://t.me/s/Some_Channel", "ar", "some-channel-ar"),
        ("BBC", "https://bbc.co.uk/", "en", "bbc-en"),
        ("outlet.test", "https://outlet.test/", "en", "outlet-en"),
        ("SANA ar", "https://sana.test/", "ar", "sana-ar"),
        ("127.0.0.1", "http://127.0.0.1:8000/", "en", "outlet-en"),
        ("x" * 60, "https://x.test/", "en", "x" * 37 + "-en"),
    ],
)
def test_an_id_is_made_of_name_or_host_and_language(
    name: str, url: str, language: str, expected: str
) -> None:
    """Short, in small letters, and readable by those who do not know the script."""
    assert id_for(name, url, language, ()) == expected


def test_a_taken_id_gets_a_number() -> None:
    """Always the same one."""
    taken = {"sana-ar", "sana-ar-2"}

    assert id_for("SANA", "https://sana.test/", "ar", taken) == "sana-ar-3"


def test_an_address_is_known_again_in_every_spelling() -> None:
    """In the configuration, and among those that were removed from it."""
    by_place = ids_by_place({"gone": "http://gone.test:80/feed/", "here": HERE.feed})

    assert twin("http://HERE.test/feed/", [HERE]) == HERE
    assert twin("https://here.test/other", [HERE]) is None
    assert id_before("https://gone.test/feed", by_place, {"here"}) == "gone"
    assert id_before(HERE.feed, by_place, {"here"}) is None
    assert id_before("https://new.test/", by_place, {"here"}) is None
