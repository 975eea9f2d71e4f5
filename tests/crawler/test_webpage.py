"""How documents that are no feeds are called."""

import pytest

from crawler.webpage import describe_page


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "an empty answer"),
        (" \n\ufeff ", "an empty answer"),
        ("<!doctype html><title>A &amp;\n B</title>", "an HTML page titled «A & B»"),
        ("<HTML><body>x", "an HTML page without a title"),
        ("<?xml version='1.0'?><html><title>\u202eX</title>", "an HTML page titled «X»"),
        ('{"error": 1}', "a JSON document"),
        ("[]", "a JSON document"),
        ("<sitemapindex></sitemapindex>", "an XML document of another kind"),
        ("Service down", "neither XML nor HTML"),
        ("<title>Just a moment...</title>", "a bot challenge page titled «Just a moment...»"),
        (
            "<html><script src='/cdn-cgi/challenge-platform/x'>",
            "a bot challenge page without a title",
        ),
    ],
)
def test_a_document_is_named(text: str, name: str) -> None:
    """The name fits behind "not a feed: "."""
    assert describe_page(text).name == name


def test_a_long_title_is_cut() -> None:
    """A message stays a message."""
    assert len(describe_page(f"<html><title>{'x' * 400}</title>").name) < 150
