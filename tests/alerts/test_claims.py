"""Hand-written sentences of five languages: whose word the news is, and what is done with it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.incidents.claims import account
from alerts.incidents.lexicon import Lexicon, compile_lexicon
from alerts.incidents.origins import Registry, builtin_origins, origin_of
from model import Item, ItemKey
from model.incident import Account

SENTENCES = Path(__file__).with_name("claim_sentences.jsonl")
NOW = datetime(2021, 10, 21, 12, tzinfo=UTC)  # a Thursday


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Compiled once: it takes a second."""
    return compile_lexicon()


def _an_account(
    lexicon: Lexicon, body: str, *, title: str = "", outlet: str = "rudaw", language: str = "en"
) -> Account:
    return account(Item(outlet, ItemKey(b""), title, body, "", language), NOW, lexicon)


def _cases() -> list[dict[str, str]]:
    return [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["text"][:40])
def test_the_origin_and_stance_of_a_sentence(case: dict[str, str], lexicon: Lexicon) -> None:
    """Stance is the item’s: a denial relayed is a denial, an agency relayed is quoted."""
    told = _an_account(lexicon, case["text"], outlet=case["outlet"], language=case["language"])
    assert (told.origin, told.stance) == (case["origin"], case["stance"])
    if "about" in case:
        assert case["about"] in {claim.about for claim in told.claims}


def test_there_are_enough_sentences_of_each_stance_and_language() -> None:
    """No language may be tested on easy stances alone."""
    every = _cases()
    assert len(every) >= 150
    for language in ("en", "ar", "tr", "ku", "ru"):
        stances = {case["stance"] for case in every if case["language"] == language}
        assert stances == {"claims", "quotes", "denies", "confirms", "disputes"}


def test_the_speaker_of_a_quotation_is_the_one_behind_it(lexicon: Lexicon) -> None:
    """All sentences of a quotation are its speaker’s, not those of whom it names."""
    told = _an_account(
        lexicon,
        'The coalition rejected a report of a convoy being stopped at Hamo. "These claims from SANA'
        ' are completely false. Our patrol did not encounter any soldiers," said a coalition'
        " spokesman.",
    )
    denied = [claim for claim in told.claims if claim.origin == "coalition"]
    assert [claim.stance for claim in denied] == ["denies"] * 3
    assert [claim.quote is not None for claim in denied] == [False, True, True]
    assert {claim.stance for claim in told.claims if claim.origin == "sana"} == {"claims"}


def test_stance_is_told_for_each_proposition(lexicon: Lexicon) -> None:
    """One denies the strike and confirms the clash: two claims, not one."""
    told = _an_account(
        lexicon,
        "The US-led coalition denied carrying out an airstrike near Qamishli on Monday, saying its"
        " troops had returned fire in a clash at a regime checkpoint.\n\n"
        "SOHR said the checkpoint blocked the patrol and that clashes broke out.",
    )
    stances = {(claim.origin, claim.stance, claim.about) for claim in told.claims}
    assert ("coalition", "disputes", "airstrike") in stances
    assert ("coalition", "confirms", "") in stances
    assert ("sohr", "claims", "") in stances


def test_it_and_the_agency_stand_for_the_last_who_spoke(lexicon: Lexicon) -> None:
    """Texts name a speaker once and go on with "the agency" and "the statement"."""
    told = _an_account(
        lexicon,
        "SANA said villagers stopped a US convoy at Hamo. The coalition denied that its convoy was"
        " stopped. The agency said the convoy turned back. No convoy was stopped, the statement"
        " read.",
    )
    assert [claim.origin for claim in told.claims] == ["sana", "coalition", "sana", "coalition"]


def test_a_claim_names_the_words_it_stands_on(lexicon: Lexicon) -> None:
    """Whoever reads a claim can see the sentence it was read from."""
    body = "Villagers stopped a US convoy at Hamo, SANA reported."
    told = _an_account(lexicon, body, title="A convoy turns back")
    text = f"A convoy turns back\n\n{body}"
    (claim,) = told.claims
    assert text[claim.sentence.start : claim.sentence.end] == body
    assert (claim.named, claim.cue) == ("SANA", "reported")


def test_silence_is_no_denial(lexicon: Lexicon) -> None:
    """Who does not comment says nothing of the event."""
    told = _an_account(
        lexicon, "SANA said a US convoy was stopped at Hamo. The coalition did not comment."
    )
    assert {claim.origin for claim in told.claims} == {"sana"}


def test_someone_outside_the_registry_is_named_but_no_origin(lexicon: Lexicon) -> None:
    """An analyst is not an origin; his name is kept."""
    told = _an_account(lexicon, "A convoy was stopped at Hamo, said Ruslan Trad of a think tank.")
    assert [(claim.origin, claim.named) for claim in told.claims] == [("", "Ruslan Trad")]
    assert told.origin == ""


def test_a_dateline_of_an_agency_is_a_link_of_the_chain(lexicon: Lexicon) -> None:
    """Wire copy says in front of its text whose it is."""
    told = _an_account(
        lexicon, "AMMAN, May 15 (Reuters) - A military convoy was attacked near Tal Tamr on Sunday."
    )
    assert told.chain == ("rudaw", "reuters")
    assert told.stance == "quotes"


def test_the_chain_goes_over_the_agency_to_whom_it_quotes(lexicon: Lexicon) -> None:
    """Three links: the outlet, the wire, and whom the wire quotes."""
    told = _an_account(
        lexicon,
        "AMMAN, May 15 (Reuters) - SANA said a convoy was attacked near Tal Tamr on Sunday.",
    )
    assert told.chain == ("rudaw", "reuters", "sana")


def test_headlines_say_the_regime_where_the_text_names_its_agency(lexicon: Lexicon) -> None:
    """The headline’s party is not the source; the agency is."""
    told = _an_account(
        lexicon,
        "Forces blocked a US convoy near Qamishli, the country's news agency has claimed.\n\n"
        "Troops were intercepted at Tal Sateh, SANA said.",
        title="Syria regime claims it blocked US convoy",
    )
    assert told.chain == ("rudaw", "sana")


def test_an_item_of_no_event_has_no_stance(lexicon: Lexicon) -> None:
    """There is nothing to claim or to deny."""
    told = _an_account(lexicon, "SANA said bread will be cheaper from Monday.")
    assert told == Account((), (), ("rudaw", ""), None)


def test_origins_of_the_user_are_found_too() -> None:
    """A desk adds the local networks it reads."""
    table = {"name": "Khabur Radio", "kind": "network", "en": ["Khabur Radio"]}
    own = Registry({**builtin_origins(), "khabur-radio": origin_of("khabur-radio", table)})
    told = _an_account(
        compile_lexicon(own), "A convoy was attacked at Tal Tamr, Khabur Radio reported."
    )
    assert told.origin == "khabur-radio"


def test_the_same_item_gives_the_same_account(lexicon: Lexicon) -> None:
    """Nothing is remembered from one item to the next."""
    body = "A US convoy was stopped at Hamo on Monday, SANA said. The coalition denied it."
    assert _an_account(lexicon, body) == _an_account(lexicon, body)


HOSTILE = [
    "SANA said " * 4_000,
    "SANA said it added the coalition denied " * 1_500 + ".",
    '"SANA" "said" ' * 4_000,
    "“" * 20_000,
    "SANA said. " * 5_000,
    "A convoy was stopped at Hamo on Monday, SANA said. " * 1_000,
    "1 2 3 4 5 killed " * 3_000,
    "on Monday " * 5_000 + "a convoy was stopped",
    "A convoy " + "a" * 40_000,
    "Aa " * 20_000 + "said a convoy",
    "قال المرصد رتل " * 3_000,
    "— A (@a) October 19, 2021\n\n" * 1_500,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:16])
def test_work_on_a_hostile_text_is_bounded(text: str, lexicon: Lexicon) -> None:
    """Whatever a page repeats, no more comes of it than a reader could look at."""
    told = _an_account(lexicon, text)
    assert len(told.mentions) <= 400
    assert len(told.claims) <= 4_000


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A convoy was stopped near Hamo. We could not verify the report by SANA."),
        ("ar", "توقف رتل قرب قرية حامو. ولم تتمكن الشبكة من التحقق من رواية وكالة سانا عن الرتل."),
        ("ku", "Konvoyek li Hamoyê hat rawestandin. Me nikarîbû agahiya SANA piştrast bike."),
        ("tr", "Hamo yakınında bir konvoy durduruldu. SANA'nın haberini doğrulayamadık."),
        ("ru", "Колонну остановили у Хамо. Проверить сообщение САНА не удалось."),
    ],
)
def test_what_could_not_be_verified_is_not_confirmed(
    language: str, text: str, lexicon: Lexicon
) -> None:
    """Whoever is named beside it has confirmed nothing."""
    told = _an_account(lexicon, text, outlet="laqlaq", language=language)
    assert all(claim.stance != "confirms" for claim in told.claims)


def test_witnesses_who_told_the_outlet_are_its_own(lexicon: Lexicon) -> None:
    """Also where an agency's account is mentioned beneath."""
    text = (
        "Two witnesses told Rudaw that a convoy was stopped at a checkpoint near Hamo."
        " SANA had reported that the convoy was forced to turn back."
    )
    told = _an_account(lexicon, text)
    assert (told.chain, told.stance) == (("rudaw",), "claims")
