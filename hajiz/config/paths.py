"""Paths as config.toml writes them."""

import os
from pathlib import Path


def inside(folder: Path, path: str) -> Path:
    """Return *path*, taken from *folder* when it is relative; "~" is the home folder."""
    return folder / os.path.expanduser(path)  # noqa: PTH111 - never raises
