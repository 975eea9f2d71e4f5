"""
What a mail server's answers and failures mean: for the message, for the account, for the moment.

Pure; never repeats what we sent, which may hold the password.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from alerts.channels.trouble import trouble
from model.message import Paused, Postponed, Refused
from model.network import BlockedAddressError

REPLY_LENGTH = 200
PERMANENT = range(500, 600)
LOG_IN_FIRST = (530, 535)  # RFC 4954 §6: it is not the mail that is refused
TOO_LARGE = 552  # RFC 1870 §6.1; or any code with "5.3.4" (RFC 3463 §3.4)
HINT_OF_SIZE = "it is too large for this server, lower max_size"


@dataclass(frozen=True, slots=True)
class Account:
    """A mail server, and how it lets us in."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str
    password: str = field(repr=False)
    timeout: timedelta  # for each step of the conversation

    def __str__(self) -> str:
        return f"mail server {self.host}:{self.port}"


def quoted(account: Account, code: int, reply: bytes | str) -> str:
    """Return an answer as one line, with the password blotted out where it is echoed."""
    text = reply if isinstance(reply, str) else reply.decode("utf-8", "replace")
    line = " ".join(text.split())
    if account.password:
        line = line.replace(account.password, "***")
    return f"{code} {line[:REPLY_LENGTH]}"


def refusal(account: Account, what: str, code: int, reply: bytes) -> Postponed | Paused | Refused:
    """Say what it means that *what* was refused: 4xx passes, 5xx does not (RFC 5321 §4.2.1)."""
    reason = f"{account} refused {what}: {quoted(account, code, reply)}"
    if code in LOG_IN_FIRST:
        return Paused(reason)
    if code not in PERMANENT:
        return Postponed(reason)
    return Refused(f"{reason} ({HINT_OF_SIZE})" if _is_about_size(code, reply) else reason)


def refusal_of_sender(account: Account, code: int, reply: bytes) -> Postponed | Paused | Refused:
    """Say what a refused MAIL means: of a message only its size is told there, all else is ours."""
    result = refusal(account, "the sender", code, reply)
    if isinstance(result, Refused) and not _is_about_size(code, reply):
        return Paused(result.reason)
    return result


def refusal_of_tls(
    account: Account, error: smtplib.SMTPResponseException
) -> Postponed | Paused | Refused:
    """Say what a refused STARTTLS means: nothing goes out in clear, so the channel waits."""
    reply = error.smtp_error
    octets = reply.encode() if isinstance(reply, str) else reply
    result = refusal(account, "encryption", error.smtp_code, octets)
    return Paused(result.reason) if isinstance(result, Refused) else result


def meaning(account: Account, error: Exception) -> Postponed | Paused:
    """Say what it means that the conversation broke down with *error*."""
    words = _words(account, error)
    match error:
        case smtplib.SMTPAuthenticationError(smtp_code=code) if code not in PERMANENT:
            return Postponed(words)
        case smtplib.SMTPNotSupportedError() | smtplib.SMTPAuthenticationError():
            return Paused(words)
        case smtplib.SMTPException() if _is_without_login(error):
            return Paused(words)
        case BlockedAddressError():
            return Paused(words)
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():  # hung up during the handshake
            return Postponed(words)
        case ssl.SSLError() | UnicodeError():
            return Paused(words)
    return Postponed(words)


def _is_about_size(code: int, reply: bytes) -> bool:
    return (code == TOO_LARGE and not reply.startswith(b"5.2.")) or reply.startswith(b"5.3.4")


def _is_without_login(error: Exception) -> bool:
    """Tell the one thing smtplib raises its plainest error for: no login both sides know."""
    return type(error) is smtplib.SMTPException


def _words(account: Account, error: Exception) -> str:
    match error:
        case BlockedAddressError():
            return f"{account}: {error}"
        case smtplib.SMTPNotSupportedError():
            return str(error)
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return f"{account} did not accept the user name and password ({code})"
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=reply):
            return f"{account} said {quoted(account, code, reply)}"
        case smtplib.SMTPException() if _is_without_login(error):
            return f"{account} knows no way to log in that we know"
        case smtplib.SMTPServerDisconnected(__context__=None):
            return f"{account} hung up, or took too long"
        case UnicodeError():
            return f"{account}: user name or password cannot be sent, they are not ASCII"
    return trouble(str(account), error, account.timeout)
