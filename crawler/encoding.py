"""
Bytes of a document to text, when half of what is said about their encoding is wrong.

Knows encodings, and which script a language is written in; must not know documents beyond the
first line of XML and the head of a page.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass

# WHATWG's rule: who says Latin-1 or ASCII means windows-1252. Encodings that hide ASCII, such as
# UTF-7, are not on the list: a document type could be smuggled in with them.
_KNOWN = {
    "ascii": "cp1252",
    "big5": "big5",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1252": "cp1252",
    "cp1253": "cp1253",
    "cp1254": "cp1254",
    "cp1255": "cp1255",
    "cp1256": "cp1256",
    "cp1257": "cp1257",
    "cp1258": "cp1258",
    "cp866": "cp866",
    "cp874": "cp874",
    "cp932": "cp932",
    "cp949": "cp949",
    "euc_jp": "euc_jp",
    "euc_kr": "cp949",
    "gb18030": "gb18030",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso2022_jp": "iso2022_jp",
    "iso8859-1": "cp1252",
    "iso8859-2": "iso8859-2",
    "iso8859-3": "iso8859-3",
    "iso8859-4": "iso8859-4",
    "iso8859-5": "iso8859-5",
    "iso8859-6": "iso8859-6",
    "iso8859-7": "iso8859-7",
    "iso8859-8": "iso8859-8",
    "iso8859-9": "cp1254",
    "iso8859-13": "iso8859-13",
    "iso8859-15": "iso8859-15",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "mac-cyrillic": "mac-cyrillic",
    "mac-roman": "mac-roman",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "utf-8": "utf-8",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<" followed by "?", "r", "f", a space … as the wide encodings write it (XML 1.0, appendix F).
_WIDE = (
    (re.compile(rb"<\0\0\0[\x20-\x7f]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<\0\0\0[\x20-\x7f]"), "utf-32-be"),
    (re.compile(rb"<\0[\x20-\x7f]\0"), "utf-16-le"),
    (re.compile(rb"\0<\0[\x20-\x7f]"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_META = re.compile(rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)

_ARABIC = ("ARABIC", ("cp1256", "iso8859-6"))
_CYRILLIC = ("CYRILLIC", ("cp1251", "koi8-r", "iso8859-5"))
_TURKISH = ("", ("cp1254",))
_SCRIPTS: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(("ar", "ckb", "fa", "ps", "ug", "ur"), _ARABIC),
    **dict.fromkeys(("be", "bg", "kk", "mk", "ru", "sr", "uk"), _CYRILLIC),
    **dict.fromkeys(("az", "kmr", "ku", "tr"), _TURKISH),
    "el": ("GREEK", ("cp1253", "iso8859-7")),
    "he": ("HEBREW", ("cp1255", "iso8859-8")),
}
_TRUSTED = 0.9  # share of the outlet's script among letters that are not ASCII
_SLIPS = 0.02  # share of broken characters a UTF-8 text may have and still be one
_HEAD = 4_096  # bytes of a page in which it names its encoding; the standard asks for 1,024
_SAMPLE = 2_000  # characters that are not ASCII looked at; enough for a share
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_RUNS = re.compile(r"[\x80-\x9f]+|[^\x80-\x9f]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a document, and a note for people when it is not as it was labelled."""

    text: str
    note: str = ""


def decode(body: bytes, content_type: str, language: str) -> Decoded:
    """
    Return the text of *body*, whose labels may lie; *language* is what the outlet writes.

    The bytes themselves come first (byte order mark, valid UTF-8), then labels that give the
    outlet's script, then the encodings usual for that language. Never raises.
    """
    wide = _wide_encoding(body)
    if wide:
        return Decoded(body.decode(wide, "replace").lstrip("\ufeff"))
    labels = _labels(body, content_type)
    if b"\x1b" in body and "iso2022_jp" in labels:  # the one encoding on the list that is ASCII
        return Decoded(body.decode("iso2022_jp", "replace"))
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    broken = text.count("\ufffd")
    if not broken or broken <= _SLIPS * sum(map(len, _FOREIGN.findall(text))):
        return _undoubled(text, language)
    return _legacy(body, labels, language)


def _wide_encoding(body: bytes) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return "" if encoding == "utf-8" else encoding
    for beginning, encoding in _WIDE:
        if beginning.match(body):
            return encoding
    return ""


def _labels(body: bytes, content_type: str) -> list[str]:
    """Return the encodings the document and its server name, as far as we know them."""
    declared = _DECLARED.match(body[:400].lstrip(codecs.BOM_UTF8))
    charset = _CHARSET.search(content_type)
    meta = _META.search(body[:_HEAD])
    names = [
        declared[1].decode("ascii") if declared else "",
        charset[1] if charset else "",
        meta[1].decode("ascii", "replace") if meta else "",
    ]
    return [_KNOWN[name] for name in map(_codec_name, names) if name in _KNOWN]


def _codec_name(label: str) -> str:
    try:
        return codecs.lookup(label).name
    except LookupError:
        return ""


def _legacy(body: bytes, labels: list[str], language: str) -> Decoded:
    script, usual = _SCRIPTS.get(language, ("", ()))
    candidates = [name for name in dict.fromkeys((*labels, *usual, "cp1252")) if name != "utf-8"]
    if not script:  # nothing to judge by
        return Decoded(body.decode(candidates[0], "replace"), _read_as(labels, candidates[0]))
    texts = {name: body.decode(name, "replace") for name in candidates}
    shares = {name: _plausibility(text, script) for name, text in texts.items()}
    best = max(candidates, key=lambda name: shares[name])
    label = next((name for name in candidates if name in labels), "")
    if label and shares[label] >= min(_TRUSTED, shares[best]):
        best = label
    return Decoded(texts[best], _read_as(labels, best))


def _read_as(labels: list[str], encoding: str) -> str:
    if encoding in labels:
        return ""
    return f"text labelled {labels[0] if labels else 'nothing'}, read as {encoding}"


def _undoubled(text: str, language: str) -> Decoded:
    """Return *text*, undone if it is UTF-8 that was taken for something else and encoded again."""
    script, usual = _SCRIPTS.get(language, ("", ()))
    if not script:  # nothing to judge by
        return Decoded(text)
    sample = _sample(text)
    for wrong in ("cp1252", *usual):
        undone = _undo(sample, wrong)
        slips = undone.count("\ufffd")
        if slips <= _SLIPS * len(undone) and _plausibility(undone, script) >= _TRUSTED:
            return Decoded(_undo(text, wrong), f"text encoded twice, read as UTF-8 over {wrong}")
    return Decoded(text)


def _undo(text: str, wrong: str) -> str:
    """Take *text* back to the bytes it was before *wrong*; C1 controls stand for its gaps."""
    return b"".join(
        run.encode("latin-1") if "\x80" <= run[0] < "\xa0" else run.encode(wrong, "replace")
        for run in _RUNS.findall(text)
    ).decode("utf-8", "replace")


def _plausibility(text: str, script: str) -> float:
    """Return the share of *script* in what is not ASCII; mixed-up case counts against it."""
    letters = broken = right = swapped = 0
    previous = " "
    for character in _sample(text):
        if character == "\ufffd" or "\x80" <= character < "\xa0":
            broken += 1
        elif character.isalpha():
            letters += 1
            right += unicodedata.name(character, "").startswith(script)
            swapped += character.isupper() and previous.islower()
        previous = character
    return (right - swapped) / max(1, letters + broken)


def _sample(text: str) -> str:
    """Return what is not ASCII, word by word, each word with a space before it."""
    words: list[str] = []
    length = 0
    for run in _FOREIGN.finditer(text):
        words += (" ", run[0])
        length += 1 + len(run[0])
        if length >= _SAMPLE:
            break
    return "".join(words)[:_SAMPLE]
