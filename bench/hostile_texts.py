"""Hostile texts of 256 KB: what a feed may hold to keep the matcher busy, each by what it does."""

from itertools import cycle, islice

LENGTH = 256 * 1024


def repeated(piece: str) -> str:
    """Repeat *piece* up to the length."""
    return (piece * (LENGTH // len(piece) + 1))[:LENGTH]


def numbered(piece: str) -> str:
    """Repeat *piece* with a running number for every {}, so that no two places are alike."""
    pieces = (piece.replace("{}", str(number)) for number in range(LENGTH // len(piece) + 1))
    return "".join(pieces)[:LENGTH]


def alternating(*words: str) -> str:
    """Go through *words* again and again."""
    return " ".join(islice(cycle(words), LENGTH // 4))[:LENGTH]


TEXTS = {
    "a key word": repeated("convoy "),
    "a key word without spaces": repeated("convoy"),
    "a key word, other words between": numbered("convoy {} "),
    "two words in turn": repeated("convoy army "),
    "two words, one each sentence": repeated("A convoy. An army. "),
    "two words, far apart": repeated("convoy " * 500 + "word " * 500 + "army " * 500),
    "a key word in other words": repeated("reconvoyed convoyage "),
    "a key word in other words, numbered": numbered("convoyage{} reconvoy{} "),
    "beginnings of a word": repeated("con conv convo "),
    "beginnings of a phrase": repeated("military "),
    "beginnings of a phrase, numbered": numbered("military {} "),
    "phrases that nearly are": repeated("military convoys attacker "),
    "phrases that nearly are, numbered": numbered("military x{} convoy y{} attac "),
    "phrases with a wrong gap": repeated("military a b c d convoy e f g h attack "),
    "phrases over lines": repeated("military\nconvoy\n\nattack "),
    "all in one sentence": repeated("the convoy of the army went on and on, then "),
    "full stops": repeated("."),
    "full stops and words": repeated("convoy . army . "),
    "abbreviations": repeated("Gen. convoy J. army "),
    "question marks": repeated("convoy? army! "),
    "lines": repeated("\n"),
    "lines of one word": repeated("convoy\narmy\n"),
    "spaces": repeated(" "),
    "scripts in turn": alternating("convoy", "رتل", "колонна", "Kamışlı", "车队", "قافلة"),
    "accents on one letter": repeated("o\u0301\u0302\u0303\u0304"),
    "an accented key word": repeated("c\u0301o\u0301n\u0301v\u0301o\u0301y\u0301 "),
    "Arabic vowel signs": repeated("قَافِلَةٌ رَتْلٌ "),
    "tatweel": repeated("رتـــــــل "),
    "tatweel with signs": repeated("رتـ*ـل قـ ـصف جـ    ـ "),
    "zero-width spaces": repeated("con\u200bvoy "),
    "zero-width non-joiners": repeated("کاروان\u200cهای نظامی "),
    "zero-width non-joiners alone": repeated("\u200c"),
    "weak words alone": repeated("column رتل "),
    "weak words alone, numbered": numbered("column {} حاجز {} "),
    "weak words, context too far": repeated(
        "column" + " word" * 13 + ". Army" + " word" * 13 + ". "
    ),
    "weak words, stops between": repeated("Column. حاجز. "),
    "weak words of many topics": repeated("حاجز رتل معبر قصف column strike crossing patrol "),
    "weak words in exclusions": repeated("newspaper column, column of smoke, "),
    "exclusions": repeated("wedding convoy, immune checkpoint, حاجز اللغة, "),
    "exclusions, lifted": repeated("wedding convoy shot at, immune checkpoint army, "),
    "exclusions, numbered": numbered("wedding {} convoy, immune {} checkpoint, "),
    "quotes in quotes": repeated("“" * 50 + "convoy army" + "”" * 50),
    "brackets": repeated("(((((convoy))))) [[army]] "),
    "Arabic proclitics": repeated("وبالقافلة وللرتل فبالحاجز "),
    "Arabic proclitics in a chain": repeated("وفبكل" * 20 + "قافلة "),
    "Turkish suffixes": repeated("konvoylarındakilerden Kamışlı'nınkilerden "),
    "Turkish suffixes in a chain": repeated(
        "konvoy" + "larındaki" * 20 + " Kamışlı'" + "nınki" * 20
    ),
    "Russian cases": repeated("колоннами колонною колоннах "),
    "Kurdish": repeated("بازگەیەکی کاروانەکە karwanê nuqteya "),
    "Chinese": repeated("拦截了美军车队检查站"),
    "dashes": repeated("convoy-army-check-point-"),
    "apostrophes": repeated("convoy'army'convoy's "),
    "places": repeated("Qamishli Hasakah Kamışlı القامشلي الحسكة "),
    "places, numbered": numbered("Qamishli {} Tell Tamer {} Ras al {} "),
    "words of one letter": repeated("a b c d "),
    "one word without end": repeated("a"),
    "symbols": repeated("½™😀\ufe0f﷽"),
}
