"""Plain terms among any words are found in just the forms that the manual names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule, Topic
from model import Item, ItemKey
from tests.alerts.test_rule_properties import often

FORMS = {
    ("en", "convoy"): "convoy Convoy CONVOYS convoys convoy's convoy’s convoys'",
    (
        "ar",
        "قافلة",
    ): "قافلة القافلة وقافلة بالقافلة للقافلة وللقافلة فالقافلة كالقافلة قافلتهم قافلتان",
    ("tr", "Kamışlı"): "Kamışlı Kamışlı'nın KAMIŞLI'DAN Kamisli'ye Kamışlı’da Kamışlı'daki",
    ("ru", "колонна"): "колонна колонны колонне колонну колонной колоннами Колоннах КОЛОНН",
}
OTHERS = (
    "envoy convey Conway conveyor convoyage Kamışlık camışlı камыши клон калонна قفل قابلة SANA"
)
WORDS = [*OTHERS.split(), *(word for found in FORMS.values() for word in found.split())]
texts = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([", ", " ", "\n", " – ", ". "])), max_size=15
)


@pytest.mark.parametrize(("language", "term"), FORMS)
@often
@given(pieces=texts)
def test_a_plain_term_is_found_in_the_forms_of_its_language_and_in_no_other_word(
    language: str, term: str, pieces: list[tuple[str, str]]
) -> None:
    """Each as it was written, and nothing of its neighbours."""
    topics = {"t": Topic("t", {language: (term,)})}
    rule_set = compile_rules([Rule("r", any=("@t",))], topics)
    body = "".join(word + sign for word, sign in pieces)

    found = match(Item("a", ItemKey(b"k"), "", body, "", language), rule_set)

    expected = [word.rstrip("'") for word, _ in pieces if word in FORMS[language, term].split()]
    assert [hit.surface.rstrip("'") for each in found for hit in each.hits] == expected
