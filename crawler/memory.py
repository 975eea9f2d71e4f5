"""
What is kept of a document until the next look: enough to know its items again without reading them.

Pure; knows no format and no item.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from struct import Struct
from typing import Final

MARK_SIZE: Final = 16  # bytes of a hash; nobody gains by making two of their own items look alike
KEY_SIZE: Final = 32
_RECORD = Struct(f"{MARK_SIZE}s{MARK_SIZE}s{MARK_SIZE}s{KEY_SIZE}sB")
_LAYOUT = b"\x03"  # of the memory; another one is not understood, and everything is read again


@dataclass(frozen=True, slots=True)
class Trace:
    """
    What is kept of one item of a document.

    *chunk* stands for its bytes and all that their meaning depends on, and is empty where they
    cannot be told; *key* for the key it has when no other item shares it; *face* for what tells
    it apart from those that do; *kept_by* is the key it was given in the end. An item that was
    left out has no key.
    """

    chunk: bytes
    key: bytes
    face: bytes
    kept_by: bytes = bytes(KEY_SIZE)
    cuts: int = 0  # what was cut of it; a set of bits, at most 8


def mark(*values: bytes) -> bytes:
    """Return what stands for *values*: the same for the same, in the same order."""
    found = blake2b(digest_size=MARK_SIZE)
    for value in values:
        found.update(len(value).to_bytes(8, "big"))
        found.update(value)
    return found.digest()


def pack(traces: Iterable[Trace]) -> bytes:
    """Return *traces* as bytes; nothing if one of them has no chunk, since it would be missed."""
    kept = tuple(traces)
    if not all(trace.chunk for trace in kept):
        return b""
    records = (
        _RECORD.pack(trace.chunk, trace.key, trace.face, trace.kept_by, trace.cuts)
        for trace in kept
    )
    return _LAYOUT + b"".join(records) if kept else b""


def unpack(memory: bytes) -> Mapping[bytes, Trace]:
    """Return the traces in *memory* by their chunks; none if it is not of our making."""
    if not memory.startswith(_LAYOUT) or len(memory) % _RECORD.size != len(_LAYOUT):
        return {}
    records = _RECORD.iter_unpack(memory[len(_LAYOUT) :])
    return {record[0]: Trace(*record) for record in records}
