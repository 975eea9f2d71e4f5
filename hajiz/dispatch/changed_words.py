"""The words that an edit changed in some sentences of a text. Knows neither items nor incidents."""

from collections.abc import Iterable, Iterator, Sequence

from hajiz.word_diff import Change, changes
from model import Span
from model.digest import WordChange

MOST_WORDS = 2_000  # compared word by word, while others wait to write
CONTEXT = 40  # characters around a change that stayed
LONGEST = 600  # of all that is shown


def changed_words(before: str, after: str, sentences: Sequence[Span]) -> tuple[WordChange, ...]:
    """
    Return what became of *before* in those *sentences* of *after*, with a little around it.

    Where nothing of them is another – a sentence was taken out – all that changed is returned.
    """
    every = list(changes(before, after, MOST_WORDS))
    return tuple(_cut(_shortened(list(_inside(every, sentences)) or every)))


def _inside(every: Sequence[Change], sentences: Iterable[Span]) -> Iterator[Change]:
    """Yield what became of each of *sentences*, where anything did."""
    is_first = True
    for span in sentences:
        found = list(_within(every, span))
        if any(each.kind != "same" for each in found):
            if not is_first:
                yield Change("same", " … ")
            yield from found
            is_first = False


def _within(every: Iterable[Change], span: Span) -> Iterator[Change]:
    """Yield the parts of changes that lie in *span*; what was removed lies where it stood."""
    at = 0
    for each in every:
        if each.kind == "removed":
            if span.start <= at <= span.end:
                yield each
            continue
        start, end = max(at, span.start), min(at + len(each.text), span.end)
        if start < end:
            yield Change(each.kind, each.text[start - at : end - at])
        at += len(each.text)


def _shortened(every: Sequence[Change]) -> Iterator[Change]:
    """Cut what stayed down to what stands around the changes."""
    for place, each in enumerate(every):
        if each.kind != "same" or len(each.text) <= 2 * CONTEXT:
            yield each
            continue
        head = each.text[:CONTEXT].rpartition(" ")[0] + " " if place else ""
        tail = " " + each.text[-CONTEXT:].partition(" ")[2] if place < len(every) - 1 else ""
        yield Change("same", f"{head}…{tail}")


def _cut(every: Iterable[Change]) -> Iterator[WordChange]:
    left = LONGEST
    for each in every:
        if left <= 0:
            yield WordChange("same", " …")
            return
        yield WordChange(each.kind, each.text[:left])
        left -= len(each.text)
