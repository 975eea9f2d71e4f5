"""Numbers with what they count, in English."""


def count(number: int, one: str, many: str = "") -> str:
    """Say "1 outlet", "2 outlets"; *many* where an "s" is not enough."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
