"""The registry of origins, and by which names an outlet is known to be one of them."""

import pytest

from alerts.incidents.origins import LANGUAGES, builtin_origins, resolve, with_own
from alerts.rules.terms import mistake_in_term

NAMES = [
    ("SANA", "sana"),
    ("sana-en", "sana"),
    ("SANA (Arabic)", "sana"),
    ("سانا", "sana"),
    ("المرصد السوري لحقوق الإنسان", "sohr"),
    ("syriahr.com", "sohr"),
    ("The New Arab", "new-arab"),
    ("CJTF-OIR", "coalition"),
    ("RT на русском", "rt"),
    ("Step News", "step-news"),
    ("anha", "anha"),
    ("Some Blog", ""),
    ("Sanaa Times", ""),
    ("", ""),
]


@pytest.mark.parametrize(("name", "origin"), NAMES)
def test_a_name_stands_for_an_origin(name: str, origin: str) -> None:
    """Outlets are configured by any id; a name that merely begins alike is another."""
    assert resolve(name, builtin_origins()) == origin


def test_every_name_can_be_looked_for() -> None:
    """The data keeps to the syntax of terms."""
    for origin in builtin_origins().values():
        assert set(origin.names) <= set(LANGUAGES)
        for names in origin.names.values():
            assert [name for name in names if mistake_in_term(name)] == []


def test_every_origin_that_is_somebody_says_who_is_behind_it() -> None:
    """Owner and affiliation are what a reader judges by."""
    for origin in builtin_origins().values():
        assert origin.name
        assert origin.affiliation
        assert origin.kind == "unnamed" or (origin.owner and origin.language)


def test_the_users_tables_add_to_what_is_built_in() -> None:
    """A new network, and one more spelling of a known one with what the desk knows of its owner."""
    registry = with_own(
        {
            "khabur-radio": {"name": "Khabur Radio", "kind": "network", "en": ["Khabur Radio"]},
            "sana": {"owner": "Ministry of Information", "en": ["S.A.N.A."], "sites": ["sana.sy2"]},
        }
    )
    assert resolve("Khabur Radio", registry) == "khabur-radio"
    assert registry["sana"].owner == "Ministry of Information"
    assert registry["sana"].name == "SANA"
    assert {"^SANA", "S.A.N.A."} <= set(registry["sana"].names["en"])
    assert registry["sohr"] == builtin_origins()["sohr"]
