"""What an edit did to the sentences about an incident, and to nothing else."""

from hajiz.dispatch.changed_words import LONGEST, changed_words
from model import Span
from model.digest import WordChange

BEFORE = "Convoy\n\nFive vehicles turned back. The weather was fine. Nobody was hurt."
AFTER = "Convoy\n\nNine vehicles turned back. The weather was bad. Nobody was hurt."


def at(text: str, sentence: str) -> Span:
    """Return where *sentence* stands."""
    start = text.index(sentence)
    return Span(start, start + len(sentence))


def written(changes: tuple[WordChange, ...]) -> str:
    """Write changes as wdiff does."""
    marks = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    return "".join(marks[each.kind][0] + each.text + marks[each.kind][1] for each in changes)


def test_only_its_sentences_are_shown() -> None:
    """The weather is no part of it."""
    found = changed_words(BEFORE, AFTER, [at(AFTER, "Nine vehicles turned back.")])
    assert written(found) == "[-Five-]{+Nine+} vehicles turned back."


def test_two_sentences_stand_apart() -> None:
    """What lies between them is left out."""
    text = AFTER.replace("Nobody", "One man")
    spans = [at(text, "Nine vehicles turned back."), at(text, "One man was hurt.")]
    found = written(changed_words(BEFORE, text, spans))
    assert found.startswith("[-Five-]{+Nine+} vehicles turned back. … [-Nobody-]{+One man+}")
    assert "weather" not in found


def test_a_sentence_that_was_taken_out_is_shown() -> None:
    """Though nothing of the sentences that are left is another."""
    before = "It rained in the hills. Two men were killed. A school was opened by the mayor."
    after = "It rained in the hills. A school was opened by the mayor."
    assert "[- Two men were killed.-]" in written(
        changed_words(before, after, [at(after, "opened by the mayor.")])
    )


def test_a_long_text_is_cut() -> None:
    """A message is no place for a whole article."""
    after = "word " * 2000
    found = changed_words("", after, [Span(0, len(after))])
    assert len(written(found)) < LONGEST + 20
