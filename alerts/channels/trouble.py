"""
What went wrong on the way to a server, in words for people.

Says only what the network said: never an address that may hold a secret, never what we sent.
"""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

# What is wrong with us, not with the moment (RFC 9110 §15.5); 429 is a matter of pace
BLAMING_US = set(range(400, 500)) - {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_HINTS = {
    3: ": redirects are not followed, give the final url",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ": the message is too large for it",
}


def named_status(status: int) -> str:
    """Return the number of an HTTP status, its name, and what to do about it."""
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    return name + _HINTS.get(status, _HINTS.get(status // 100, ""))


def trouble(place: str, error: BaseException, limit: timedelta) -> str:
    """Describe *error*, met while talking to *place* with so much time for an answer."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of {place} was not accepted: {cause.verify_message}"
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return f"{place} did not answer within {limit.total_seconds():g} s"
    for cause in causes:
        if isinstance(cause, OSError) and cause.strerror:
            return f"cannot reach {place}: {cause.strerror}"
    return f"the connection to {place} broke off ({type(error).__name__})"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
