"""What could not be seen, as blocks at the end of a digest and as a paragraph for chats."""

from collections.abc import Iterator

from alerts.digests.language.phrase import NOTHING, Phrase, counted
from alerts.digests.language.times import Times
from alerts.digests.layout.blocks import Block, Head
from alerts.digests.layout.chat import harmless, paragraph
from alerts.digests.layout.templates import head_form, line_form
from alerts.digests.plain import one_line
from alerts.digests.view.unseen import STATUS, Unseen, unseen
from model.digest import Coverage

MOST_IN_BRIEF = 8  # lines; chats take short messages
LINE_IN_BRIEF = 200


def unseen_blocks(coverage: Coverage, times: Times) -> list[Block]:
    """Lay out what could not be seen."""
    return [block for each in unseen(coverage, times) for block in _blocks(each, times)]


def unseen_brief(coverage: Coverage, times: Times) -> str:
    """Write what could not be seen as one paragraph for chats: the worst first, then figures."""
    words = times.words
    *named, figures = [line for each in unseen(coverage, times) for line in each.lines]
    more = len(named) - MOST_IN_BRIEF
    rest = counted(words, words.more_lines, more, command=STATUS) if more > 0 else NOTHING
    lines = [*named[:MOST_IN_BRIEF], rest, figures]
    shown = (line.plain(words.direction) for line in lines if line)
    return paragraph(f"{words.unseen_head}:", *(_short(line) for line in shown))


def _short(line: str) -> str:
    return harmless(line if len(line) <= LINE_IN_BRIEF else one_line(line, LINE_IN_BRIEF))


def _blocks(each: Unseen, times: Times) -> Iterator[Block]:
    words = times.words
    heads = [head_form("part", Phrase(words.unseen_head), words)]
    if each.head:
        heads.append(head_form("unseen", each.head, words))
    kind = "name" if each.head else "alarm" if each.is_alarming else "figure"
    for line in each.lines:
        yield Block(line_form(line, words, kind), tuple(Head(head, head) for head in heads))
