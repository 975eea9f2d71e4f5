"""Who may use the page: people who logged in, and programs with a token."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who logged in, as they called themselves."""

    name: str
    made_at: datetime
    used_at: datetime
    ends_at: datetime  # whatever is done until then


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program that may use the API."""

    name: str
    made_at: datetime
    used_at: datetime | None
