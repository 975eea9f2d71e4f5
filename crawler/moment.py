"""
The moments documents write down, from ISO 8601 to "20 تشرين الثاني 2026".

What could be read in two ways gives nothing: a wrong date makes news look old. Knows no format of
documents.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from crawler.plaintext import clean_line
from model.moment import is_default

_LONGEST = 200  # characters; what is longer is a text with a date in it
_OFFSET_APART = re.compile(r"(?<=\d)\s+(?=[+-]\d{2}:?\d{2}$)")
_MAIL_DATE = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d{2}:\d{2}(?::\d{2})?"
    r"\s*(?:[+-]\d{4}|GMT|UTC?|Z|[ECMP][SD]T)?"
)
_DIGITS = {ord(digit): str(index % 10) for index, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}

_NUMERIC = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d{2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})\s?(?P<t>[-/.])\s?(?P<b>\d{1,2})\s?(?P=t)\s?(?P<z>(?:19|20)\d{2}))(?!\d)"
)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?:\s*([ap])\.?m\b|\s*([صم])(?!\w))?")
_WORDED = re.compile(
    r"(?<!\d)(?:\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?[^\W\d]+\.?,?(?:\s+de)?\s+\d{4}"
    r"|[^\W\d]+\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})(?!\d)"
)
# Month names dateparser does not know: the Levant's and Iraq's, and Kurmanji's.
_MONTHS = {
    "كانون الثاني": "January", "كانون ثاني": "January", "شباط": "February", "آذار": "March",
    "اذار": "March", "نيسان": "April", "أيار": "May", "ايار": "May", "حزيران": "June",
    "تموز": "July", "آب": "August", "اب": "August", "أيلول": "September", "ايلول": "September",
    "تشرين الأول": "October", "تشرين الاول": "October", "تشرين أول": "October",
    "تشرين اول": "October", "تشرين الثاني": "November", "تشرين ثاني": "November",
    "كانون الأول": "December", "كانون الاول": "December", "كانون أول": "December",
    "كانون اول": "December",
    "çile": "January", "rêbendan": "January", "sibat": "February", "reşemî": "February",
    "adar": "March", "nîsan": "April", "avrêl": "April", "gulan": "May", "hezîran": "June",
    "pûşper": "June", "tîrmeh": "July", "tebax": "August", "gelawêj": "August", "îlon": "September",
    "rezber": "September", "cotmeh": "October", "kewçêr": "October", "mijdar": "November",
    "kanûn": "December", "berfanbar": "December",
}  # fmt: skip
# Kurmanji writes "20ê Mijdara 2026"; the endings go.
_MONTH = re.compile(
    rf"(?<!\w)({'|'.join(sorted(_MONTHS, key=len, reverse=True))})[aê]?(?!\w)", re.IGNORECASE
)
_ORDINAL = re.compile(r"(?<=\d)['’]?ê(?=\s)")


def plain_moment(text: str) -> datetime | None:
    """
    Return the moment *text* is, in UTC: ISO 8601 as the web writes it (W3C-DTF), or RFC 5322.

    A date alone is its midnight, a month alone is none; without a time zone UTC is taken. What
    programs write for no date is none.
    """
    text = _OFFSET_APART.sub("", text.strip()[:_LONGEST])
    try:
        moment: datetime | None = _in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        moment = _mail_moment(text)
    return None if moment is None or is_default(moment) else moment


def worded_moment(text: str, language: str) -> datetime | None:
    """
    Return the moment somewhere in *text*, as people of *language* write it, in UTC.

    Needs a day, a month and a year: "2 hours ago" and "Monday" are no moments, and neither is
    05/11/2026 in English, which is in May or in November.
    """
    line = clean_line(text[: 4 * _LONGEST]).translate(_DIGITS)
    if len(line) > _LONGEST:
        return None
    return plain_moment(line) or _numeric(line, language) or _in_words(line, language)


def _mail_moment(text: str) -> datetime | None:
    if not _MAIL_DATE.fullmatch(text):
        return None
    try:
        return _in_utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _numeric(line: str, language: str) -> datetime | None:
    found = _NUMERIC.search(line)
    if found is None:
        return None
    if found["y"]:
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    else:
        year, first, second = int(found["z"]), int(found["a"]), int(found["b"])
        if language == "en" and found["t"] != "." and first != second and max(first, second) < 13:  # noqa: PLR2004 - months
            return None
        is_day_first = second < 13  # noqa: PLR2004 - months
        day, month = (first, second) if is_day_first else (second, first)
    hour, minute = _clock(line[: found.start()] + " " + line[found.end() :])
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None


def _clock(rest: str) -> tuple[int, int]:
    """Return the time of day in what stands around a date; midnight if there is none."""
    found = _CLOCK.search(rest.lower())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 - a clock's
        return 0, 0
    half = found[3] or found[4] or ""
    hour = int(found[1]) % 12 if half else int(found[1])
    return hour + (12 if half in {"p", "م"} else 0), int(found[2])


def _in_words(line: str, language: str) -> datetime | None:
    line = _MONTH.sub(lambda name: _MONTHS[name[1].lower()], _ORDINAL.sub("", line))
    found = _WORDED.search(line)
    date = _by_dateparser(found[0], language) if found else None
    if found is None or date is None:
        return None
    hour, minute = _clock(line[: found.start()] + " " + line[found.end() :])
    return date.replace(hour=hour, minute=minute)


@lru_cache(maxsize=1_000)
def _by_dateparser(text: str, language: str) -> datetime | None:
    import dateparser  # takes 130 ms, and most pages do without

    settings = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "DMY",
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
    }
    for name in dict.fromkeys((language, "en")):  # replaced month names are English
        try:
            found = dateparser.parse(text, languages=[name], settings=settings)
        except (ValueError, OverflowError):  # a language it does not know, a year it cannot hold
            continue
        if isinstance(found, datetime):
            return _in_utc(found)
    return None
