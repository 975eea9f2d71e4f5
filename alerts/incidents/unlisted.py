"""
Villages the gazetteer does not list, found by the word in front of them, whatever the alphabet.

"قرية العدوانية" and "al-Edwaniyah village" are one place: names are compared by their consonants,
as far as Arabic, Latin and Cyrillic letters agree on them: q, k, g, kh, gh and j are one, since
each is written for another somewhere. An id of such a place begins with "~".
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from alerts.incidents.sighting import is_spot, stands_for_area
from alerts.rules.lexicon.places import places
from alerts.text import Folded, fold
from model.incident import Mention

MARK = "~"
_SHORTEST = 2  # consonants under which a name is told from no other
_SURE = 3  # consonants from which a spelling is taken for that of a place we know

_WORD = r"(?:[AaEe]l-)?[A-ZÇĞİÖŞÜÊÎÛ][\w'’-]{1,30}"
_CAPITAL = rf"{_WORD}(?: {_WORD}){{0,2}}"
_LATIN = (
    re.compile(rf"\b(?:villages?|towns?|hamlet) of ({_CAPITAL})"),
    re.compile(rf"\b({_CAPITAL}) (?:village|town|köyü\w*|beldesi\w*)\b"),
    re.compile(rf"\b[Gg]und(?:ê|ên|ekî) ({_CAPITAL})"),
    re.compile(r"\b(?:деревн|поселк|посёлк|сел)\w+ ([А-Я][\w-]{1,30})"),
)
_LATIN_NAMES = (  # the first word says that it is a place
    re.compile(rf"\b((?:Tall?|Tell?|Til|Khirb[ae]t|Xirbet|Kafr|Kefr) {_WORD})"),
    re.compile(r"\b((?:Тел+ь?|Таль?|Хирбет|Кафр)[ -](?:э[а-я]-)?[А-Я]\w{1,30})"),
)
_HINT = re.compile("illage|town|hamlet|köy|belde|[Gg]und|деревн|посел|посёл|сел")
_COMPOUND = "تل|خربه|ام|ابو|بير|دير|راس|كفر|جب|عين|باب|خان|جسر|شيخ|الشيخ|بئر"
_ARABIC = re.compile(
    r"(?<!\w)[وبفكل]{0,2}(?:قريه|بلده|قريتي|بلدتي|مزرعه|مخيم)"  # not "the village": no name follows
    rf" ((?:(?:{_COMPOUND}) )?\w{{1,30}})(?: و ?((?:(?:{_COMPOUND}) )?\w{{1,30}}))?"
)
_ARABIC_NAME = re.compile(r"(?<!\w)[وبفكل]{0,2}((?:تل|خربه|كفر) \w{2,30})")
_WORDS = """
    قريه بلده مخيم في من علي الي عن تابعه بريف ريف شمال جنوب شرق غرب شمالي جنوبي شرقي غربي
    قرب واقعه مجاوره حدوديه سكنيه نازحين اخري هناك كانت التي the this their another a of near
"""
_NO_NAMES = frozenset(_WORDS.split())
_BEGINNING = re.compile(r"^(?:In|The|Near|At|From|Of|On|A|An) ")
_TWO = ("قريتي", "بلدتي")

_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("اويىءعaeiouyvwаеиоуыэюяйвьъ'’-", ""),
        **dict(zip("بتثجدذرزسشصضطظغفقكلمنخحه", "bttkddrssssdtskfkklmnkhh", strict=True)),
        **dict(zip("gxqcjzp", "kkkkksb", strict=True)),
        **dict(zip("бгджзклмнпрстфхцчшщ", "bkdksklmnbrstfkssss", strict=True)),
    }
)
_PAIRS = (("sh", "s"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ch", "j"), ("дж", "j"))
_ARTICLE = re.compile(r"^(?:ال|al[- ]|el[- ]|a[sznrt][- ]|эль-|аль-)")
_JOINED = re.compile(r"^(umm?|abu?|ebu?)[aeiu]l(?=\w{3})")  # "Ummulfurs" is "Umm al-Furs"
_TWICE = re.compile(r"(.)\1+")


def with_unlisted(mention: Mention, text: str) -> Mention:
    """
    Return *mention* with the villages its sentences in *text* name and we do not list.

    They come behind exact places, which more reports will name, and before cities and areas.
    """
    said = "\n".join(text[span.start : span.end] for span in mention.sentences)
    found = [each for each in dict.fromkeys(unlisted(said)) if each not in mention.places]
    if not found:
        return mention
    exact = tuple(p for p in mention.places if is_spot(p) and not stands_for_area(p))
    wide = tuple(p for p in mention.places if p not in exact)
    return replace(mention, places=(*exact, *found, *wide))


def unlisted(text: str) -> Iterator[str]:
    """Yield the ids of the villages *text* names: its own of one we know in another spelling."""
    for name in dict.fromkeys(_names(text)):
        key = consonants(name)
        if len(key) >= _SHORTEST and not _is_listed(name):
            yield _known().get(key, MARK + key) if len(key) >= _SURE else MARK + key


def as_written(place_id: str, text: str) -> str:
    """Return how *text* writes a village that is not listed; "" where it does not name it."""
    names = (name for name in _names(text) if MARK + consonants(name) == place_id)
    return next(names, "")


@lru_cache(4_096)
def consonants(name: str) -> str:
    """Return what the spellings of a name share in all alphabets."""
    words = []
    for word in fold(name).text.split():
        bare = _ARTICLE.sub("", _JOINED.sub(r"\1", word)).rstrip("هh")
        for pair, single in _PAIRS:
            bare = bare.replace(pair, single)
        words.append(_TWICE.sub(r"\1", bare).translate(_SOUNDS))
    return "".join(words)


def _names(text: str) -> Iterator[str]:
    for pattern in _LATIN if _HINT.search(text) else ():
        yield from (_BEGINNING.sub("", found[1]) for found in pattern.finditer(text))
    for pattern in _LATIN_NAMES:
        yield from (found[1] for found in pattern.finditer(text))
    folded = fold(text)
    for found in _ARABIC.finditer(folded.text):
        yield _original(text, folded, found, 1)
        if found[2] and any(two in found[0] for two in _TWO):
            yield _original(text, folded, found, 2)
    for found in _ARABIC_NAME.finditer(folded.text):
        yield _original(text, folded, found, 1)


def _original(text: str, folded: Folded, found: re.Match[str], group: int) -> str:
    span = folded.span(*found.span(group))
    return text[span.start : span.end]


def _is_listed(name: str) -> bool:
    """Say whether the matcher knows the name, or it is no name."""
    folded = fold(name).text
    words = folded.split()
    if words[0] in _NO_NAMES:
        return True
    return any(" ".join(words[:n]) in _listed() for n in range(1, len(words) + 1))


@cache
def _listed() -> frozenset[str]:
    return frozenset(fold(name).text for names in _all_names().values() for name in names)


@cache
def _known() -> dict[str, str]:
    """Return the places by their consonants, where only one has them."""
    found: dict[str, set[str]] = {}
    for place, names in _all_names().items():
        for name in names:
            found.setdefault(consonants(name), set()).add(place)
    return {key: ids.pop() for key, ids in found.items() if len(ids) == 1}


@cache
def _all_names() -> dict[str, tuple[str, ...]]:
    return {
        place.id: tuple(
            n for names in (*place.names.values(), place.also, place.sure) for n in names
        )
        for place in places().values()
    }
