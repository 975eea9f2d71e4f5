"""
The page behind a mail's unsubscribe link (RFC 8058).

Looking changes nothing: mail scanners open every link. Only a POST does, by the button or by a
mail program's one click, without cookie or login; the token in the address is the proof.
"""

from collections.abc import Callable
from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from alerts.channels.unsubscribe import Subscription, read_token
from hajiz.clock import Clock
from storage import unsubscriptions
from storage.database import Database

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>body{{font:17px/1.5 system-ui,sans-serif;max-width:34em;margin:3em auto;padding:0 1em}}
button{{font:inherit;padding:.5em 1.2em}}</style></head>
<body><h1>{title}</h1>{body}</body></html>"""
_FORM = '<form method="post"><button type="submit">Unsubscribe</button></form>'


def routes(database: Database, key: bytes, clock: Clock) -> APIRouter:
    """Return what answers below /unsubscribe/; a token without our proof is not found."""
    router = APIRouter()

    @router.get("/unsubscribe/{token}")
    def ask(token: str) -> HTMLResponse:
        return _answer(key, token, _asked)

    @router.post("/unsubscribe/{token}")
    def do(token: str) -> HTMLResponse:
        def done(found: Subscription) -> tuple[str, str]:
            with database.write() as tx:
                unsubscriptions.add(tx, found.channel, found.recipient, found.name, clock())
            return _done(found)

        return _answer(key, token, done)

    return router


def _answer(key: bytes, token: str, say: Callable[[Subscription], tuple[str, str]]) -> HTMLResponse:
    found = read_token(key, token)
    if found is None:
        body = "<p>Copy the whole link from the mail.</p>"
        return _page("This link is not valid", body, status=404)
    return _page(*say(found))


def _asked(found: Subscription) -> tuple[str, str]:
    what = f"<p><b>{escape(found.recipient)}</b> gets “{escape(found.name)}” from Hajiz.</p>"
    return "Unsubscribe?", what + _FORM


def _done(found: Subscription) -> tuple[str, str]:
    gone = f"<b>{escape(found.recipient)}</b> will get no more “{escape(found.name)}”."
    return "Unsubscribed", f"<p>{gone} Whoever runs this Hajiz can undo that.</p>"


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=title, body=body), status, headers=HEADERS)
