"""
Single values of config.toml, from the way people write them to the way the program uses them.

Every function takes what TOML gave and either returns the value or raises a `ValueError` that
tells the user what to write instead. Knows no keys and no file; never repeats an address that may
hold a secret.
"""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from email.utils import getaddresses
from unicodedata import category
from urllib.parse import SplitResult, urlsplit

from alerts.channels.headers import address
from alerts.rules.rule import EVERY_LANGUAGE, PARTS

# ISO 639-1, and the three-letter codes it has a two-letter code for that people write most.
_TWO_LETTERS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv "
    "cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr "
    "ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw "
    "ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
    "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq "
    "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh "
    "yi yo za zh zu"
)
_CODE_OF = {
    "arabic": "ar", "ara": "ar", "english": "en", "eng": "en", "french": "fr", "fra": "fr",
    "german": "de", "deu": "de", "hebrew": "he", "heb": "he", "kurdish": "ku", "kurmanji": "ku",
    "kur": "ku", "kmr": "ku", "persian": "fa", "farsi": "fa", "fas": "fa", "russian": "ru",
    "rus": "ru", "sorani": "ckb", "spanish": "es", "spa": "es", "turkish": "tr", "tur": "tr",
}  # fmt: skip
_PARTS_OF_TOPIC = (*PARTS[1:], "extends")  # what may stand beside its languages
_BYTES = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like *word*, if any is."""
    by_folded = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return '; did you mean "…"?' for the known word most like *word*, or nothing."""
    meant = closest(word, known)
    return f'; did you mean "{meant}"?' if meant else ""


def quoted(words: Iterable[str]) -> str:
    """Return *words* as a list for people: "a", "b"."""
    return ", ".join(f'"{word}"' for word in words)


def processes(value: object) -> int:
    """Accept how many processes a poll takes: 1, 2 or "auto", which is 0."""
    if value == "auto":
        return 0
    if value in (1, 2) and isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError('must be "auto", 1 or 2')


def line(value: object) -> str:
    """Accept one line of text, perhaps empty."""
    if not isinstance(value, str):
        raise ValueError("must be a text in double quotes")  # noqa: TRY004 - pydantic wants it
    if not value.isprintable() and any(category(char) in {"Cc", "Zl", "Zp"} for char in value):
        raise ValueError("must be one line, without tabs or other control characters")
    return value.strip()


def text(value: object) -> str:
    """Accept one line of text that says something."""
    found = line(value)
    if not found:
        raise ValueError("must not be empty")
    return found


def slug(value: object) -> str:
    """Accept a short name: small letters, digits and hyphens."""
    name = text(value)
    if re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        return name
    better = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    hint = f', such as "{better}"' if better else ""
    raise ValueError(f"must be made of small letters a-z, digits and hyphens{hint}")


def language(value: object) -> str:
    """Accept a language tag (BCP 47), of which the primary subtag counts: "en-US" is "en"."""
    folded = text(value).casefold()
    primary, *regions = re.split(r"[-_]", folded)
    if _is_code(primary) and primary not in _CODE_OF and all(map(_is_subtag, regions)):
        return primary
    better = _CODE_OF.get(folded, "")
    hint = f'; did you mean "{better}"?' if better else ""
    raise ValueError(f"must be the code of a language, such as {quoted(['en', 'ar', 'ckb'])}{hint}")


def topic_language(value: object) -> str:
    """Accept the code of a language, or the word for terms that are looked for in all."""
    if value == EVERY_LANGUAGE:
        return EVERY_LANGUAGE
    try:
        return language(value)
    except ValueError as error:
        raise ValueError(f"{error}{did_you_mean(str(value), _PARTS_OF_TOPIC)}") from None


def by_language(value: object) -> object:
    """Accept terms by language; a plain list is for every language."""
    if isinstance(value, list):
        return {EVERY_LANGUAGE: value}
    if not isinstance(value, dict):
        words = 'must be a list of terms, or lists by language: en = ["convoy"], ar = ["رتل"]'
        raise ValueError(words)  # noqa: TRY004 - pydantic wants it
    return value


def query(value: object) -> str:
    """Accept a query, on one line or several; every character stays where it is."""
    if not isinstance(value, str):
        words = "must be a text in 'single quotes', or in '''three of them''' on several lines"
        raise ValueError(words)  # noqa: TRY004 - pydantic wants it
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _is_subtag(subtag: str) -> bool:
    return re.fullmatch(r"[a-z0-9]{1,8}", subtag) is not None


def _is_code(code: str) -> bool:
    return code in _TWO_LETTERS.split() or re.fullmatch(r"[a-z]{3}", code) is not None


def size(least: str, most: str) -> Callable[[object], int]:
    """Return what accepts a number of bytes between *least* and *most*, themselves written so."""
    smallest, largest = _bytes(least), _bytes(most)

    def accept(value: object) -> int:
        found = _bytes(value)
        if not smallest <= found <= largest:
            raise ValueError(f'must be between "{least}" and "{most}"')
        return found

    return accept


def _bytes(value: object) -> int:
    pattern = r"\s*(\d{1,12}(?:\.\d{1,3})?)\s*([kmg]?i?b)\s*"
    found = re.fullmatch(pattern, value, re.IGNORECASE) if isinstance(value, str) else None
    if found is None or found[2].lower() not in _BYTES:
        raise ValueError('must be a number with its unit KiB, MiB or GiB, such as "10MiB"')
    return int(float(found[1]) * _BYTES[found[2].lower()])


def count(least: int, most: int) -> Callable[[object], int]:
    """Return what accepts a whole number from *least* to *most*."""

    def accept(value: object) -> int:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not least <= value <= most:  # type: ignore[operator]
            raise ValueError(f"must be a whole number from {least} to {most}, without quotes")
        return value  # type: ignore[return-value]

    return accept


def web_address(value: object) -> str:
    """Accept an absolute http or https address; the words of a refusal never repeat it."""
    found = text(value)
    parts = _split(found)
    if parts is None or re.search(r"\s", found):
        raise ValueError("not a web address; copy it from the browser's address line")
    if parts.scheme not in {"http", "https"}:
        raise ValueError("must begin with https:// or http://")
    if not parts.hostname:
        raise ValueError("names no host; it should look like https://example.org/feed")
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "must not hold a user name or password; nothing secret stands in this file"
        )
    return found


def telegram(value: object) -> str:
    """Accept the name of a public Telegram channel or its address; return the page's address."""
    found = text(value)
    name = re.fullmatch(r"(?:@|(?:https?://)?t\.me/(?:s/)?)?([A-Za-z]\w{3,31})/?", found)
    return f"https://t.me/s/{name[1]}" if name else web_address(found)


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts


def homepage(value: object) -> str:
    """Accept a web address, or nothing."""
    return "" if value == "" else web_address(value)


def user_agent(value: object) -> str:
    """Accept a User-Agent: printable ASCII (RFC 9110 §10.1.5)."""
    found = text(value)
    if not found.isascii():
        raise ValueError('must be plain ASCII, such as "Hajiz/0.1 (+https://example.org/contact)"')
    return found


def mail_address(value: object) -> str:
    """Accept one mail address, with or without the name of its owner (RFC 5322 §3.4)."""
    found = text(value)
    if len(getaddresses([found])) > 1:
        raise ValueError("holds more than one address; write each as a text of its own")
    try:
        address(found)
    except ValueError:
        example = "it should look like desk@example.org or Desk <desk@example.org>"
        raise ValueError(f"'{found}' is no mail address; {example}") from None
    return found
