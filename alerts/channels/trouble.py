"""
What went wrong on the way to a server, in words for people.

Says only what the network said: never an address that may hold a secret, never what we sent.
"""

import ssl
from collections.abc import Iterator
from datetime import timedelta


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
