"""The list of what Hajiz survives says of each case whether a test exists, and says so truly."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
LIST = TESTS.parent / "docs" / "reliability.md"
_ROW = re.compile(r"\| (\d{3}) \| ([^|]+) \| (yes|no) \| ([^|]*)\|")
_NAME = re.compile(r"def test_fm_((?:\d{3}_)+)")
CASES = 120


def listed() -> dict[str, tuple[str, str]]:
    """Return whether each case is said to have a test, and the reason where it has none."""
    rows = _ROW.findall(LIST.read_text("utf-8"))
    return {number: (answer, reason.strip()) for number, _, answer, reason in rows}


def named() -> set[str]:
    """Return the cases that tests are named for."""
    texts = (path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    names = (name for text in texts for name in _NAME.findall(text))
    numbers = {number for name in names for number in name.strip("_").split("_")}
    return {number for number in numbers if int(number) <= CASES}  # not "500 enclosures"


def test_all_cases_are_listed_once() -> None:
    """In their order."""
    assert list(listed()) == [f"{number:03}" for number in range(1, CASES + 1)]


def test_the_list_and_the_tests_agree() -> None:
    """A case said to be tested has a test, and a test is of a case that is said to have one."""
    assert {number for number, (answer, _) in listed().items() if answer == "yes"} == named()


def test_each_case_without_a_test_has_a_reason() -> None:
    """Nothing is left out in silence."""
    assert all(bool(reason) == (answer == "no") for answer, reason in listed().values())
