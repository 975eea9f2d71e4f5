"""What should be known of an item's text, in words: how whole it is. Knows no screen."""

from model import StoredItem

PAGES = {
    "waiting": "the page is not read yet: this is the feed's text",
    "partial": "the page's text may not be whole",
    "failed": "the page could not be read: this is the feed's text",
    "refused": "the outlet keeps robots from the page: this is the feed's text",
}


def about_page(stored: StoredItem) -> str:
    """Say how far the reading of an item's page has come; "" where its text is whole."""
    if stored.page not in PAGES:
        return ""
    note = f" ({stored.page_note})" if stored.page_note else ""
    return f"{PAGES[stored.page]}{note}"
