"""Hostile JSON feeds, encodings, archives, labels and control characters."""

# ruff: noqa: E501, PLW0108 - one document a line

import gzip
import json
import zlib
from collections.abc import Iterator

from tests.hostile.document import HTML, Hostile, Size, item, of, rss, scaled
from tests.hostile.feeds import GOOD_RSS, MB

TEXT = "رتل عسكري يدخل مدينة القامشلي والحسكة колонна"
ENCODINGS = (
    "cp1256", "iso8859-6", "cp1251", "koi8-r", "utf-16-le", "utf-16-be", "utf-32", "utf-7",
    "cp500", "gb18030", "big5", "euc-kr", "shift-jis", "iso2022-jp", "cp1254", "mac-arabic",
    "cp864", "hz", "utf-8-sig", "punycode",
)  # fmt: skip
LABELS = (
    "utf-8", "none", "base64", "rot13", "hex", "zlib", "bz2", "idna", "punycode", "unicode_escape",
    "raw_unicode_escape", "undefined", "mbcs", "utf-8\0x", "x" * 10_000, "ü", "../../etc/passwd",
    "utf-16", "utf-32", "ucs-4",
)  # fmt: skip


def others(scale: float = 1.0) -> Iterator[Hostile]:
    """Yield all of them; *scale* makes the largest smaller."""
    n = scaled(scale)
    yield from _encodings()
    yield from _controls()
    yield from _archives(n)
    yield from _labels(n)
    yield from _json(n)
    yield from _pages_for_feeds(n)


def _encodings() -> Iterator[Hostile]:
    declared = '<?xml version="1.0" encoding="{}"?>'.format
    body = item(f"<description>{TEXT}</description>", TEXT)
    for name in ENCODINGS:
        lied = rss(body, start=declared("utf-8")).decode().encode(name, "replace")
        told = rss(body, start=declared(name)).decode().encode(name, "replace")
        yield from of("encoding", **{f"{name}-as-utf-8": lied, f"{name}-as-itself": told})
    for number, label in enumerate(LABELS):
        yield from of("encoding", **{f"label{number}": rss(body, start=declared(label))})
    cp1256 = TEXT.encode("cp1256", "replace")
    yield from of(
        "encoding",
        two_marks=b"\xef\xbb\xbf\xef\xbb\xbf" + rss(body),
        wrong_mark=b"\xff\xfe" + rss(body),
        overlong=rss(b"<item><title>\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf</title></item>"),
        cesu=rss(b"<item><title>\xed\xa0\xbd\xed\xb8\x80</title></item>"),
        lone=rss(b"<item><title>\xed\xa0\xbd a \xed\xb8\x80</title></item>"),
        turned=rss(b"<item><title>\xed\xb8\x80\xed\xa0\xbd</title></item>"),
        half=rss(body) + b"<item><title>" + cp1256,
        mixed=rss(TEXT.encode() + b"<item><title>" + cp1256 + b"</title></item>" * 3),
        twice=rss(body).decode("latin-1").encode(),
        random=bytes(range(256)) * 4096,
        cut_character=rss(body)[:-40] + b"\xd8",
    )


def _controls() -> Iterator[Hostile]:
    characters = {
        "nul": "\0", "bell": "\a", "vertical": "\v", "escape": "\x1b[2J\x1b]0;x\a", "c1": "\x85\x9b",
        "line": "\u2028\u2029", "nonchar": "\ufffe\uffff", "rlo": "\u202e", "isolates": "\u2067" * 500,
        "closed": "\u2069\u202c" * 500, "mark": "\ufeff", "backspace": "\b" * 50, "tags": "\U000e0041",
        "surrogate": "\ud800", "pair": "\ude00\ud83d", "newline": "a\r\nBcc: x@y.test\r\n\r\n",
    }  # fmt: skip
    for name, text in characters.items():
        fields = "".join(f"<{f}>{text}a{text}</{f}>" for f in ("guid", "author", "description"))
        yield from of("control", **{name: rss(item(fields, f"{text}Title{text}"))})
    yield from of(
        "control",
        throughout=b"\0".join(bytes([byte]) for byte in GOOD_RSS),
        in_tags=GOOD_RSS.replace(b"<item", b"<it\0em"),
        only=b"\0" * MB,
        in_link=rss(item("").replace("h.test/1", "h.test/\u202e\0\n1")),
    )


def _archives(n: Size) -> Iterator[Hostile]:
    bomb = lambda: gzip.compress(b"<a/>" * n(16 * MB), 9)  # noqa: E731
    for kind in ("feed", "sitemap"):
        made = {
            "bomb": bomb,
            "twice": lambda: gzip.compress(bomb()),
            "tenfold": lambda: _packed(GOOD_RSS, 10),
            "cut": lambda: bomb()[:-100],
            "tail": lambda: gzip.compress(GOOD_RSS) + b"rubbish" * 1000,
            "members": lambda: gzip.compress(b"") * n(50_000),
            "zlib": lambda: zlib.compress(b"x" * n(30 * MB)),
            "magic": lambda: b"\x1f\x8b" + b"\0" * 1000,
            "name": lambda: b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * n(MB),
        }
        for name, make in made.items():
            yield Hostile("archive", name, make, kind, "application/gzip")  # type: ignore[arg-type]


def _packed(body: bytes, times: int) -> bytes:
    for _ in range(times):
        body = gzip.compress(body)
    return body


def _labels(n: Size) -> Iterator[Hostile]:
    labels = ("image/png", "text/html", "application/json", "", "x" * 5000, "text/xml; charset=hex",
              "text/xml; charset=" + "a" * 5000, "multipart/mixed; boundary=x", ";;;=;", "ü/ü",
              "text/xml; charset=utf-16", 'text/xml;charset="utf-8')  # fmt: skip
    for number, label in enumerate(labels):
        yield Hostile("label", str(number), lambda: GOOD_RSS, content_type=label)


def _json(n: Size) -> Iterator[Hostile]:
    version = '{"version": "https://jsonfeed.org/version/1.1", "title": "H", "items": '
    deep = n(100_000)
    made = {
        "arrays": lambda: version.encode() + b"[" * deep + b"]" * deep + b"}",
        "objects": lambda: version.encode() + b'[{"id":' * deep,
        "unclosed": lambda: version.encode() + b'[{"id": "1"',
        "digits": lambda: (version + '[{"id": ' + "9" * n(200_000) + "}]}").encode(),
        "exponent": lambda: (version + '[{"id": 1e999999999}]}').encode(),
        "numbers": lambda: (version + '[{"id": NaN, "title": Infinity}]}').encode(),
        "surrogates": lambda: (version + r'[{"id": "\ud800", "title": "\udc00\ud83d"}]}').encode(),
        "types": lambda: (version + '[1, null, [], {"id": {}, "url": [], "title": 5}]}').encode(),
        "items_object": lambda: (version + '{"a": {"b": []}}}').encode(),
        "many": lambda: (version + json.dumps([{"id": i} for i in range(n(300_000))]) + "}").encode(),
        "keys": lambda: json.dumps({str(i): i for i in range(n(300_000))}).encode(),
        "twice": lambda: (version + '[{"id": "1"}], "items": [{"id": "2", "id": "3"}]}').encode(),
        "string": lambda: (version + f'[{{"id": "1", "content_text": "{"x" * n(5 * MB)}"}}]}}').encode(),
        "escapes": lambda: (version + f'[{{"id": "1", "title": "{chr(92)}u0000"}}]}}').encode(),
        "html": lambda: (version + json.dumps([{"id": "1", "content_html": "<div>" * deep}]) + "}").encode(),
        "null": lambda: b"null",
        "array": lambda: b"[]",
    }  # fmt: skip
    for name, make in made.items():
        yield Hostile("json", name, make, content_type="application/feed+json")


def _pages_for_feeds(n: Size) -> Iterator[Hostile]:
    page = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>".format
    made = {
        "login": page("Login", "<form><input name=password></form>"),
        "links": page("x", "<a href=/a>b</a>" * n(100_000)),
        "title": page("x" * n(2 * MB), ""),
        "refresh": page("x", "<meta http-equiv=refresh content='0;url=/feed'>" * 1000),
        "frames": page("x", "<iframe src=/feed>" * n(20_000)),
        "feed_within": page("x", GOOD_RSS.decode()),
        "entities": page("&nbsp;&eacute;", "&copy;" * n(100_000)),
        "error": '{"error": "not found"}',
        "plain": "Service unavailable",
    }
    for name, text in made.items():
        yield Hostile("page", name, lambda text=text: text.encode(), content_type=HTML)
