"""
Every error a caller may want to catch, and nothing else.

    HajizError
        ConfigError        config.toml cannot be used: all problems at once
        RuleError          one rule cannot be read: where and why
        StorageError       the database failed or refused
            LockedError    another process holds it
            DiskError      there is no room, or no way to write
        DeliveryError      a channel cannot be built or used
        UnguardedError     the check of addresses does not work: nothing may be asked or sent

Inside a batch an expected failure is a value (`Failed`, `Postponed`, `Refused`), not an error.
"""

from dataclasses import dataclass


class HajizError(Exception):
    """The root: its message tells the user what happened and what to do."""

    exit_code = 70


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where it is, what it is, and what to do about it."""

    file: str
    key: str  # "outlets[3].language", or "" when the file as a whole is meant
    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class ConfigError(HajizError):
    """The configuration cannot be used; *problems* lists all that is wrong with it."""

    exit_code = 78

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class RuleError(HajizError):
    """One rule cannot be used; *offset* points at the mistake in *text* where that is known."""

    exit_code = 78

    def __init__(self, rule: str, message: str, text: str = "", offset: int | None = None) -> None:
        self.rule = rule
        self.text = text
        self.offset = offset
        self.reason = message
        super().__init__(f'rule "{rule}": {message}')


class StorageError(HajizError):
    """The database failed; nothing of the transaction was kept."""

    exit_code = 74


class LockedError(StorageError):
    """Another process holds what was asked for; trying again later may work."""

    exit_code = 75


class DiskError(StorageError):
    """The disk is full, failed or read-only: for now nothing is kept, later it may be again."""


class DeliveryError(HajizError):
    """A channel cannot be used as it is configured."""

    exit_code = 69


class UnguardedError(HajizError):
    """A way out of the machine is not guarded; *way* names it."""

    def __init__(self, way: str, address: str) -> None:
        self.way = way
        super().__init__(
            f"not started: the guard against private addresses does not hold for {way}: it did not "
            f"refuse {address}, which is not in allow_networks. Reinstall Hajiz with the versions "
            "it was tested with (`make run`), and report this if it stays"
        )
