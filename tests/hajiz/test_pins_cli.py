"""The commands about pins."""

from pathlib import Path

import pytest

from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed


@pytest.fixture
def config(server: FeedServer, write_config: WriteConfig, hajiz: Hajiz) -> Path:
    """Poll two items: 1 fires nothing, 2 fires "convoys"."""
    path = write_config({"a": server.serve("/a", rss("A convoy", "Weather"))})
    assert hajiz("poll", "--config", path).returncode == 0
    return path


def test_pins_are_listed_with_whether_they_hold(hajiz: Hajiz, config: Path) -> None:
    """The exit code is 65 as soon as one does not."""
    hajiz("rules", "pin", 2, "--must", "--by", "anna", "--config", config)
    fine = hajiz("rules", "pins", "--config", config)
    pinned = hajiz("rules", "pin", 1, "--must", "--rule", "convoys", "--config", config)
    broken = hajiz("rules", "pins", "--json", "--config", config)

    assert (fine.returncode, "must fire" in fine.stdout, "anna" in fine.stdout) == (0, True, True)
    assert pinned.stdout == "item 1, convoys: must fire; now it does not hold\n"
    assert broken.returncode == 65
    listed = [(each["item"], each["must"], each["holds"]) for each in parsed(broken)]
    assert listed == [(1, True, False), (2, True, True)]
    assert hajiz("rules", "pins", "checkpoints", "--config", config).returncode == 0


def test_an_item_is_pinned_anew_and_unpinned(hajiz: Hajiz, config: Path) -> None:
    """The last word holds; what is not pinned cannot be unpinned."""
    hajiz("rules", "pin", 2, "--must", "--config", config)
    anew = hajiz("rules", "pin", 2, "--must-not", "--json", "--config", config)
    gone = hajiz("rules", "unpin", 2, "--config", config)
    again = hajiz("rules", "unpin", 2, "--rule", "convoys", "--config", config)

    assert [each["holds"] for each in parsed(anew)] == [False]
    assert gone.stdout == "item 2 is no longer pinned for convoys\n"
    assert again.returncode == 65
    assert "item 2 has no pin for convoys" in again.stderr
    assert "No pin." in hajiz("rules", "pins", "--config", config).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ((99, "--must"), 65, "no item has the number 99"),
        ((2,), 64, "say --must or --must-not"),
        ((1, "--must"), 64, "no rule fired for item 1"),
        ((1, "--must", "--rule", "no"), 64, 'no rule is called "no"'),
    ],
)
def test_what_cannot_be_pinned_is_said(
    hajiz: Hajiz, config: Path, arguments: tuple[object, ...], code: int, sentence: str
) -> None:
    """In a sentence, and nothing is kept."""
    done = hajiz("rules", "pin", *arguments, "--config", config)

    assert done.returncode == code
    assert sentence in done.stderr
    assert parsed(hajiz("rules", "pins", "--json", "--config", config)) == []
