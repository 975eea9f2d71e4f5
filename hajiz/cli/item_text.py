"""One item for people: its text with the hits marked, its versions and what changed in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from rich.text import Text

from hajiz import word_diff
from hajiz.cli import show
from hajiz.item_words import about_page
from model import Label, Match, Pin, Revision, StoredItem

_SHOWN: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "same": lambda text: (text, ""),
    "removed": lambda text: (f"[-{text}-]", "red strike"),
    "added": lambda text: (f"{{+{text}+}}", "green"),
}


def print_item(stored: StoredItem, fired: Sequence[Match], versions: Sequence[Revision]) -> None:
    """Print an item, what it fired, and what should be known of its text."""
    item = stored.item
    hits = [hit for match in fired for hit in match.hits]
    title = [hit for hit in hits if hit.field == "title"]
    body = [hit for hit in hits if hit.field == "body"]
    show.console.print(show.highlighted(item.title, title), style="bold")
    show.console.print(f"{item.outlet} · {item.language} · {item.url or 'no link'}")
    show.console.print(
        f"published {show.moment(item.published_at)} · seen {show.moment(stored.first_seen_at)}"
        + (" · already there at the first look" if stored.is_baseline else "")
    )
    for line in about_text(stored, versions):
        show.console.print(line)
    show.console.print()
    show.console.print(show.highlighted(item.body, body))
    for match in fired:
        words = dict.fromkeys(f"«{hit.surface}» ({hit.term})" for hit in match.hits)
        show.console.print(f"\n{match.rule}: {', '.join(words) or 'in an earlier version'}")
    if not fired:
        show.console.print("\nNo rule fired.")


def print_judgement(labels: Sequence[Label], pins: Sequence[Pin]) -> None:
    """Print what people said of an item, and what it is pinned for."""
    lines = [
        f"{label.rule}: {label.verdict}, says {label.said_by}, {show.moment(label.said_at)}"
        for label in labels
    ]
    for pin in pins:
        promise = "must fire" if pin.must else "must not fire"
        lines.append(f"{pin.rule}: {promise}, pinned by {pin.pinned_by}")
    if lines:
        show.console.print("\n" + "\n".join(lines), markup=False)


def about_text(stored: StoredItem, versions: Sequence[Revision]) -> Iterator[str]:
    """Say how whole the text is, and how often it changed."""
    if about := about_page(stored):
        yield about
    if len(versions) > 1:
        yield f"version {stored.revision + 1} of {len(versions)}; --diff shows what changed"


def print_changes(stored: StoredItem, versions: Sequence[Revision]) -> None:
    """Print the first version, and what each further one changed."""
    show.console.print(f"{stored.item.outlet} · {stored.item.url or 'no link'}\n")
    for version in versions[:1]:
        show.console.print(heading(version), style="bold")
        show.console.print(Text(_whole(version)))
    for before, after in pairwise(versions):
        show.console.print(f"\n{heading(after)}", style="bold")
        show.console.print(changes(_whole(before), _whole(after)))
    if len(versions) == 1:
        show.console.print("\nThere is only this version.")


def heading(version: Revision) -> str:
    """Say which version it is, from where, and when the outlet can have published it."""
    if version.after is None:
        when = f"seen {show.moment(version.seen_at)}"
    else:
        when = f"between {show.moment(version.after)} and {show.moment(version.seen_at)}"
    return f"Version {version.number + 1}, from the {version.source}, {when}"


def changes(before: str, after: str) -> Text:
    """Show *after* with what it took away from *before* and what it put in."""
    shown = Text()
    for change in word_diff.changes(before, after):
        shown.append(*_SHOWN[change.kind](change.text))
    return shown


def _whole(version: Revision) -> str:
    return f"{version.title}\n\n{version.body}"
