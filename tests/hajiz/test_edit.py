"""Outlets written into config.toml and taken out: nothing else changes, however it is written."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hajiz.config.edit import table_of, with_outlets, without_outlet, written
from model import ConfigError, Listing, Outlet, OutletId

FILE = Path("config.toml")
NEW = Outlet(OutletId("new"), 'N "q" \\ عنب', "https://new.test/feed", "ar", full_text=True)
PAGE = Outlet(
    OutletId("page"),
    "Page",
    "https://page.test/news",
    "en",
    kind="listing",
    listing=Listing("article", title="h2 > a[title='x']"),
)
NEW_LINES = """\
[[outlets]]
id = "new"
name = "N \\"q\\" \\\\ عنب"
feed = "https://new.test/feed"
language = "ar"
full_text = true
"""

# Where a new outlet goes is marked with ►; the mark is no part of the text.
PLACES = {
    "behind the last outlet, before the comments of the next table": """
# head

[[outlets]] # one
id = "a"  # a

►# ---- Rules ----
# about rules
[[rules]]
name = "r"
""",
    "behind the part of an outlet that has a heading of its own": """
[[outlets]]
id = "a"
[outlets.listing]
url = "u" # end

►[fetch]
delay = "0s"
""",
    "behind comments that follow the outlet closely": """
[[outlets]]
id = "a"
# full_text = true
  # homepage = ""

►# ---- Rules
[[rules]]
name = "r"
""",
    "behind the last, where outlets stand apart": """
[[outlets]]
id = "a"

# Rules
[[rules]]
name = "r"

[[outlets]]
id = "b"

►# ---- Fetching
[fetch]
delay = "0s"
""",
    "at the end where there is none": """
# [[outlets]]
# id = "example"
[fetch]
delay = "0s" # last

►""",
    "behind what looks like a table and is a text": '''
[[outlets]]
id = "a"
name = """
[[outlets]]
# no comment"""

►[fetch]
''',
}


def added(text: str, *outlets: Outlet) -> str:
    """Return *text* with *outlets*, and no comments above them."""
    return with_outlets(FILE, text, outlets, {})


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_new_outlet_goes(text: str, ending: str) -> None:
    """Only its lines are new, with the line ends of the file."""
    text = text.replace("\n", ending)
    before, after = text.split("►")
    gap = ending if after else ""

    changed = added(before + after, NEW)

    assert changed == before + NEW_LINES.replace("\n", ending) + gap + after


@pytest.mark.parametrize("tail", ["", "\n[[rules]]\nname = 'r'\n", "\n# about rules\n[[rules]]\n"])
def test_a_file_without_gaps_gets_them(tail: str) -> None:
    """Also one whose last line has no end."""
    text = f'[[outlets]]\nid = "a"{tail}'

    changed = added(text, NEW)

    rest = f"\n{tail[1:]}" if tail else ""
    assert changed == f'[[outlets]]\nid = "a"\n\n{NEW_LINES}{rest}'


def test_outlets_in_a_list_stay_in_it() -> None:
    """TOML forbids [[outlets]] beside outlets = [ … ]."""
    text = (
        '# c\r\noutlets = [\r\n  { id = "a" }, # a\r\n  { id = "b" } # b\r\n] # end\r\n[fetch]\r\n'
    )

    changed = added(text, NEW, PAGE)

    assert tomllib.loads(changed)["outlets"][2:] == [table_of(NEW), table_of(PAGE)]
    assert changed.count("\n") == changed.count("\r\n")
    for kept in ("# c\r\n", '{ id = "a" }, # a\r\n', "# b", "] # end\r\n[fetch]\r\n"):
        assert kept in changed
    assert tomllib.loads(without_outlet(FILE, changed, "new"))["outlets"] == [
        {"id": "a"},
        {"id": "b"},
        table_of(PAGE),
    ]


def test_groups_stand_as_comments_above_their_first() -> None:
    """As people write them."""
    changed = with_outlets(FILE, '[[outlets]]\nid = "a"\n', [NEW, PAGE], {"page": "Syria / Local"})

    assert '\n\n# Syria / Local\n\n[[outlets]]\nid = "page"\n' in changed


def test_a_listing_is_one_line_and_a_telegram_channel_its_name() -> None:
    """As docs/configuration.md shows them."""
    channel = Outlet(OutletId("c"), "C", "https://t.me/s/some_channel", "ar", kind="telegram")

    assert 'listing = { url = "https://page.test/news", item = "article", ' in written(PAGE)
    assert '\ntelegram = "some_channel"\n' in written(channel)


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES.keys())
def test_an_outlet_is_taken_out_and_every_comment_stays(text: str) -> None:
    """Taking out what was added gives the text there was."""
    before = text.replace("►", "")
    with_both = added(before, NEW, PAGE)

    assert without_outlet(FILE, without_outlet(FILE, with_both, "page"), "new") == before


def test_the_first_of_several_is_taken_out_alone() -> None:
    """Its own lines and one gap."""
    text = "# Syria\n\n[[outlets]]\nid = 'a' # a\nname = 'x'\n\n# Iraq\n\n[[outlets]]\nid = 'b'\n"

    assert without_outlet(FILE, text, "a") == "# Syria\n\n# Iraq\n\n[[outlets]]\nid = 'b'\n"


def test_what_cannot_be_told_apart_is_left_to_a_person() -> None:
    """A table between the parts of an outlet would go with it: nothing is changed."""
    text = "[[outlets]]\nid = 'a'\n[fetch]\ndelay = '0s'\n[outlets.listing]\nurl = 'u'\n"

    with pytest.raises(ConfigError, match="by hand"):
        without_outlet(FILE, text, "a")


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1)


@given(NAMES, st.sampled_from(list(PLACES.values())), st.sampled_from(["\n", "\r\n"]))
def test_whatever_it_is_called_the_rest_stays(name: str, text: str, ending: str) -> None:
    """Names come from the web: none can break out of its quotation marks."""
    before, after = text.replace("\n", ending).split("►")
    outlet = Outlet(OutletId("x"), name, "https://x.test/", "en")

    changed = added(before + after, outlet)

    assert changed.startswith(before)
    assert changed.endswith(after)
    assert tomllib.loads(changed)["outlets"][-1]["name"] == name
