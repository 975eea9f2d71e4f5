"""
Secrets, from where config.toml says they are kept.

No message here ever holds a secret, or any part of one.
"""

import os
import re
import stat
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

from hajiz.config.paths import inside
from hajiz.config.schema import SecretTable

SHORTEST_KEY = 24  # bytes (Standard Webhooks 1.0.0, "Signature scheme")
LARGEST_FILE = 64 * 1024


def read_secret(where: SecretTable, folder: Path, environ: Mapping[str, str]) -> str:
    """
    Return the secret kept at *where*; a relative file name is taken from *folder*.

    A line end after the secret is left out.

    Raises:
        ValueError: it is not there, empty, or not kept secret; the words tell what to do.
    """
    if where.env is not None and where.file is None:
        return _from_environment(where.env, environ)
    if where.file is not None and where.env is None:
        return _from_file(inside(folder, where.file))
    raise ValueError('must be either { env = "NAME" } or { file = "PATH" }')


def webhook_secret(secret: str) -> str:
    """
    Accept one or several signing keys, parted by spaces (Standard Webhooks 1.0.0).

    Raises:
        ValueError: one of them is not `whsec_` and 24 bytes or more in Base64.
    """
    keys = secret.split()
    if not keys or not all(map(_is_signing_key, keys)):
        raise ValueError(
            'must be "whsec_" and at least 24 random bytes in Base64; make one with: '
            "echo whsec_$(openssl rand -base64 32)"
        )
    return secret


def ping_address(secret: str) -> str:
    """
    Accept the address of a dead man's switch; whoever knows it can pretend to be us.

    Raises:
        ValueError: it is no address on the web.
    """
    if not re.fullmatch(r"https?://[^\s/?#@]+([/?]\S*)?", secret):
        raise ValueError(
            "must be an address to ping, such as https://hc-ping.com/ and the check's own number"
        )
    return secret


def service_address(secret: str) -> str:
    """
    Accept the address of a service as apprise writes it; whether it knows it, the channel asks.

    Raises:
        ValueError: it looks like no address.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", secret):
        raise ValueError(
            "must be one address as apprise writes it, such as ntfys://ntfy.example.org/topic or "
            "tgram://TOKEN/CHAT; https://appriseit.com/services lists them all"
        )
    return secret


def _is_signing_key(key: str) -> bool:
    try:
        raw = b64decode(key.removeprefix("whsec_"), validate=True)
    except ValueError:
        return False
    return key.startswith("whsec_") and len(raw) >= SHORTEST_KEY


def _from_environment(name: str, environ: Mapping[str, str]) -> str:
    if name not in environ:
        raise ValueError(
            f'the environment variable "{name}" is not set; set it before Hajiz starts, '
            'or keep the secret in a file: { file = "PATH" }'
        )
    return _one_line(environ[name], f'the environment variable "{name}"')


def _from_file(path: Path) -> str:
    try:
        status = path.stat()
        _check_file(path, status)
        text = path.read_text("utf-8-sig")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ValueError(f'the secret file "{path}" cannot be read: {reason}') from None
    except UnicodeDecodeError:
        raise ValueError(f'the secret file "{path}" is not text in UTF-8') from None
    return _one_line(text, f'the secret file "{path}"')


def _check_file(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
        raise ValueError(f'the secret file "{path}" is no file with one line of text')
    if status.st_mode & stat.S_IRWXO:
        raise ValueError(
            f'the secret file "{path}" can be read by every user of this machine; '
            f'run: chmod 600 "{path}"'
        )


def _one_line(text: str, place: str) -> str:
    secret = text.strip()
    if not secret:
        raise ValueError(f"{place} is empty; put the secret into it")
    if not secret.isprintable():
        raise ValueError(f"{place} must hold the secret alone, on one line")
    return secret
