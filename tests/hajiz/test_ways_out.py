"""Every way out of Hajiz, led to every address it must not go to, on an internet of our own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hajiz.conftest import ROOT
from tests.hajiz.ways_out import HOSTS, TRICKS, TRIES

APART = ["unshare", "--user", "--map-root-user", "--net", "--mount"]
WAYS = (
    "feed", "redirect", "page", "page redirect", "robots", "hub", "webhook", "email", "apprise",
)  # fmt: skip
TAKEN = ("Fresh:", "PageRead:", "Sent:", "str: sent")
# What lands at the public server after all: the rest of these addresses is a name or a path there.
HARMLESS = (
    "http://127.0.0.1\\@", "#@127.0.0.1", "http:\\\\", "http:///", "http:127", "\\\\127", "/\\127",
)  # fmt: skip


def _why_not() -> str:
    """Return why this machine cannot set networks apart, "" if it can."""
    try:
        tried = subprocess.run(
            [*APART, "sh", "-c", "ip link set lo up && mount --bind /etc/hosts /etc/resolv.conf"],
            capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
    except OSError as error:
        return str(error)
    return tried.stderr.strip() or ("" if tried.returncode == 0 else "it does not say why")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run `ways_out` once, and return what it found."""
    if why := _why_not():
        pytest.skip(f"no network namespaces here: {why}")
    folder: Path = tmp_path_factory.mktemp("internet")
    done = subprocess.run(
        [*APART, sys.executable, "-W", "ignore", "-m", "tests.hajiz.ways_out", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_corpus_is_large_enough() -> None:
    """At least sixty spellings, and tricks beside."""
    assert len(set(HOSTS)) >= 60
    assert len(set(TRICKS)) >= 25


def test_fm_004_no_canary_is_ever_reached(found: Any) -> None:
    """Not by any spelling, name or trick, over any way out."""
    assert set(found["corpus"]["outcomes"]) == set(WAYS)
    assert found["corpus"]["hits"] == {}


@pytest.mark.parametrize("way", WAYS)
def test_fm_002_nothing_private_is_ever_taken_in(found: Any, way: str) -> None:
    """What is not refused by the guard is no address for this way at all, or the public server."""
    taken = {
        url: outcome
        for url, outcome in found["corpus"]["outcomes"][way].items()
        if outcome.startswith(TAKEN) and not any(each in url for each in HARMLESS)
    }

    assert taken == {}


@pytest.mark.parametrize("way", ["feed", "redirect", "hub", "webhook", "email", "apprise"])
def test_fm_001_the_guard_is_what_refuses(found: Any, way: str) -> None:
    """In words that say what to do, for nearly all: some are no address before that."""
    outcomes = found["corpus"]["outcomes"][way]
    refused = [url for url in outcomes if "refused to connect to" in outcomes[url]]

    assert len(refused) >= 75
    table = "[fetch]" if way in {"feed", "redirect", "hub"} else "[sending]"
    for name in ("loopback.test", "lan.test", "six.test", "mixed.test", "mixed6.test"):
        assert f"allow_networks under {table}" in outcomes[f"http://{name}/feed"]
    for name in ("meta.test", "169.254.169.254", "[fd00:ec2::254]"):
        assert "cloud metadata" in outcomes[f"http://{name}/feed"]


@pytest.mark.parametrize("way", ["feed", "redirect", "hub"])
def test_fm_003_nothing_but_the_web_is_asked(found: Any, way: str) -> None:
    """No other scheme is followed, and no other service's port asked."""
    outcomes = found["corpus"]["outcomes"][way]

    for url in (each for each in TRICKS if each.startswith(("file:", "ftp:", "goph", "data:"))):
        assert "only http and https are followed" in outcomes[url]
    assert "refused to ask port 25" in outcomes["http://127.0.0.1:25/feed"]


@pytest.mark.parametrize("way", ["feed", "hub", "webhook", "email", "apprise"])
def test_fm_005_a_rebinding_name_leads_nowhere_private(found: Any, way: str) -> None:
    """Of many tries each goes to the public address that was checked, or nowhere."""
    tally = found["rebinding"]["tallies"][way]

    assert found["rebinding"]["hits"] == 0
    assert tally["refused"] + tally["public"] == TRIES
    assert min(tally["refused"], tally["public"]) >= TRIES // 4


@pytest.mark.parametrize("way", WAYS)
def test_fm_006_each_way_leads_out_and_to_what_is_allowed(found: Any, way: str) -> None:
    """The canaries are within reach, then: it is the guard that keeps Hajiz from them."""
    control = found["control"]

    assert control["public"][way] >= 1
    assert control["allowed"][way] >= 1


def test_fm_002_metadata_is_closed_where_all_is_allowed(found: Any) -> None:
    """Also by an allow-list that holds it."""
    assert found["control"]["metadata"] == 0
