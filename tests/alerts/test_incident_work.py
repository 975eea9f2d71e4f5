"""What reading an item for events costs on texts made to be expensive: work in line with length."""

from datetime import UTC, datetime
from itertools import cycle, islice

import pytest

from alerts.incidents.claims import account
from alerts.incidents.lexicon import compile_lexicon
from model import Item, ItemKey
from tests.alerts.counted_calls import calls_of

LEXICON = compile_lexicon()
NOW = datetime(2024, 3, 1, tzinfo=UTC)
SHORT, LONG = 16 * 1024, 128 * 1024  # eight times as long
MOST_TIMES = 12  # as much work; with the square of the length it would be 64
FEW = 200_000  # calls that any text may take
TEXTS = {
    "cues": ("en", "said confirmed denied according to SANA convoy "),
    "sentences": ("en", "SANA said convoy {} was hit in Hamo village on Monday. "),
    "paragraphs": ("en", "SANA said convoy {} was hit near Hamo on 3 May 2023.\n\n"),
    "quotations": ("en", 'the army said "the convoy was hit there", '),
    "quotation marks": ("en", 'convoy "a" “b '),
    "dates": ("en", "convoy on 12 May 2023, two days later, "),
    "numbers": ("en", "attack: 3 killed, 4 wounded, 12 trucks "),
    "names": ("en", "convoy Ahmad Ali Hasan said Omar Aziz "),
    "villages": ("en", "convoy in the village of Hamo{} and the town of Tal "),
    "places": ("en", "convoy Qamishli Hasakah Hamo Tal Tamr "),
    "colons": ("en", "SANA: convoy (SANA) "),
    "signatures": ("en", "A convoy passed.\n— Ahmad (@ahmad) 3 May 2023\n"),
    "denials": ("en", "SANA said a convoy did not happen, did not encounter, "),
    "Arabic": ("ar", "قالت سانا رتل في قرية حامو اليوم نفى التحالف "),
    "Arabic sentences": ("ar", "قالت سانا إن {} جنود قتلوا في قصف على قرية حامو اليوم. "),
    "hidden words": ("ar", "قـ*ـصف رتـ.ـل جـ    ـ "),
    "Turkish": ("tr", "SANA konvoy bildirdi göre yalanladı Kamışlı "),
    "Kurmanji": ("ku", "SANA ragihand karwan li gorî HSD Qamişlo "),
    "Russian": ("ru", "SANA сообщило, что колонна Камышлы, опровергла коалиция "),
}


def text_of(piece: str, length: int) -> str:
    """Repeat *piece*, its {} a running number from 0 to 399, up to *length*."""
    pieces = (piece.replace("{}", str(number)) for number in range(400))
    return "".join(islice(cycle(pieces), length // len(piece) + 1))[:length]


@pytest.mark.parametrize("name", TEXTS)
def test_reading_costs_no_more_than_the_length_asks_for(name: str) -> None:
    """One giant sentence or thousands, of cues, quotations, dates, numbers and names."""
    language, piece = TEXTS[name]

    def work(length: int) -> int:
        item = Item("press-tv", ItemKey(b""), "", text_of(piece, length), "", language)
        return calls_of(lambda: account(item, NOW, LEXICON))

    work(SHORT)  # what is compiled and remembered once
    short, long = work(SHORT), work(LONG)

    assert long < max(FEW, MOST_TIMES * short)
