"""Where keys stand in TOML, in all the ways TOML can be written."""

import tomllib
from collections.abc import Iterator

from hajiz.config.places import Fault, KeyPath, Places, written

# Every number is the line it stands on.
EVERY_SYNTAX = '''\
first = 1
"quoted key" = 2
dotted . "key" = 3
literal = ['\\', 4]  # [5]

text = """
[not.a.table]
not_a_key = 0 \\"""
""\"""
array = [ # ]
    11, "]", [ 11,
        12 ],  # "
    { deep = 13, other.x = 13 }, 13,
]
other = \'\'\'
[[rows]]
\'\'\'
[table]
a = 19
  [ table . "sub.table" ]
  a = 21 # [rows]
[[rows]]
name = 23
nested.name = 24
[rows.part]
name = 26
[[rows.inner]]
name = 28
[[rows.inner]]
name = 30
[[rows]]
name = 32
[[rows.inner]]
name = 34
date = 1979-05-27T07:32:00Z
float = 1.5e3
'empty' = [ ]
last = 38
'''


def numbers(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, int]]:
    """Yield the path of every whole number in *value*."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from numbers(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from numbers(each, (*path, index))
    elif isinstance(value, int):
        yield path, value


def test_every_key_and_element_is_found_at_its_line() -> None:
    """Text that only looks like a table or a key is not taken for one."""
    places = Places(EVERY_SYNTAX)
    expected = dict(numbers(tomllib.loads(EVERY_SYNTAX)))

    found = {path: places.problem("c", Fault(path, "")).line for path in expected}

    assert found == expected
    assert len(expected) == 20


def test_what_is_not_there_is_looked_for_in_the_nearest_table() -> None:
    """A missing key is a matter of its row, a missing table of the whole file."""
    places = Places(EVERY_SYNTAX)

    lines = [
        places.problem("c", Fault(path, "")).line
        for path in [("rows", 1, "gone"), ("table", "gone", 3), ("gone",)]
    ]

    assert lines == [31, 18, 1]


def test_columns_count_characters_from_one() -> None:
    """As editors do, whatever the script."""
    places = Places('حاجز = ["رتل", "x"]\n'.replace("حاجز", '"حاجز"'))

    problem = places.problem("c", Fault(("حاجز", 1), "words"))

    assert (problem.line, problem.column) == (1, 18)
    assert str(problem) == 'c:1:18: "حاجز"[1]: words'


def test_paths_are_written_as_people_write_them() -> None:
    """Keys that need quotes get them."""
    assert written(("outlets", 3, "language")) == "outlets[3].language"
    assert written(("topics", "a b", "en", 0)) == 'topics."a b".en[0]'
    assert written(()) == ""
