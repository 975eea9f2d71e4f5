"""Queries: what each is read as, and what is said of those that cannot be read or used."""

from dataclasses import dataclass, replace

from alerts.rules.query.syntax import (
    And,
    Area,
    Distance,
    FieldName,
    In,
    Near,
    Node,
    Not,
    Or,
    Recent,
    Term,
    TopicRef,
)

A, B, C, D = map(Term, "abcd")
CONVOY = TopicRef("convoy")
TOPICS = frozenset({"convoy", "checkpoint", "patrol", "russia_mp"})
PLACES = frozenset({"hasakah", "qamishli", "deir-ez-zor", "raqqa"})


def all_of(*nodes: Node) -> And:
    """Return what is true where all of *nodes* are."""
    return And(nodes)


def one_of(*nodes: Node) -> Or:
    """Return what is true where one of *nodes* is."""
    return Or(nodes)


def near(left: Node, right: Node, within: Distance = 8) -> Near:
    """Return *left* and *right* close together, in any order."""
    return Near(left, right, within)


def before(left: Node, right: Node, within: Distance = 8) -> Near:
    """Return *left* close before *right*."""
    return Near(left, right, within, is_ordered=True)


def scoped(field: FieldName, node: Node) -> In:
    """Return *node* within one field."""
    return In(field, node)


def without_places(node: Node) -> Node:
    """Return *node* as if nobody knew where in the query it stands."""
    match node:
        case And(nodes):
            node = And(tuple(map(without_places, nodes)))
        case Or(nodes):
            node = Or(tuple(map(without_places, nodes)))
        case Near(left, right):
            node = replace(node, left=without_places(left), right=without_places(right))
        case Not(inner):
            node = Not(without_places(inner))
        case In(field, inner):
            node = In(field, without_places(inner))
    return replace(node, start=0, end=0)


READ: dict[str, Node] = {
    # one term
    "convoy": Term("convoy"),
    "  convoy\n": Term("convoy"),
    "رتل": Term("رتل"),
    "колонн*": Term("колонн*"),
    "Qamişlo'yê": Term("Qamişlo'yê"),
    "check-point": Term("check-point"),
    "24/7": Term("24/7"),
    "AT&T": Term("AT&T"),
    "M4": Term("M4"),
    "=SANA": Term("=SANA"),
    "^US": Term("^US"),
    "=^US": Term("=^US"),
    "convoy*": Term("convoy*"),
    "'Ayn": Term("'Ayn"),
    "mail@example": Term("mail@example"),
    "ANDROID": Term("ANDROID"),
    "NOTE": Term("NOTE"),
    "ORAL": Term("ORAL"),
    "NEARBY": Term("NEARBY"),
    "کاروان\u200cها": Term("کاروان\u200cها"),
    # phrases
    '"military column"': Term("military column"),
    '"military  \n column"': Term("military column"),
    '" military column "': Term("military column"),
    "“military column”": Term("military column"),
    "”military column“": Term("military column"),
    "„military column“": Term("military column"),
    "«رتل عسكري»": Term("رتل عسكري"),
    "»رتل عسكري«": Term("رتل عسكري"),
    '"колонн* зала"': Term("колонн* зала"),
    '"nuqteyên ~2 kontrolê"': Term("nuqteyên ~2 kontrolê"),
    '="military column"': Term("=military column"),
    '"=military column"': Term("=military column"),
    '^"US Army"': Term("^US Army"),
    '"and"': Term("and"),
    '"AND"': Term("AND"),
    '"title:convoy"': Term("title:convoy"),
    '"(convoy)"': Term("(convoy)"),
    '"@convoy"': Term("@convoy"),
    '"14:30, Qamishli"': Term("14:30, Qamishli"),
    # topics and places
    "@convoy": CONVOY,
    "@russia_mp": TopicRef("russia_mp"),
    "@deir-ez-zor": TopicRef("deir-ez-zor"),
    "area:hasakah": Area("hasakah"),
    'area:"hasakah"': Area("hasakah"),
    "area: hasakah": Area("hasakah"),
    "area:(hasakah)": Area("hasakah"),
    # operators
    "a AND b": all_of(A, B),
    "a OR b": one_of(A, B),
    "NOT a": Not(A),
    "NOT NOT a": Not(Not(A)),
    "a AND NOT b": all_of(A, Not(B)),
    "a NEAR/8 b": near(A, B),
    "a NEAR/s b": near(A, B, "s"),
    "a NEAR/p b": near(A, B, "p"),
    "a NEAR/1 b": near(A, B, 1),
    "a NEAR/999 b": near(A, B, 999),
    "a NEAR/٨ b": near(A, B, 8),
    "a BEFORE/8 b": before(A, B),
    "a BEFORE/s b": before(A, B, "s"),
    "a BEFORE/p b": before(A, B, "p"),
    "a AND b AND c": all_of(A, B, C),
    "a OR b OR c": one_of(A, B, C),
    "a\nAND\tb": all_of(A, B),
    "a\u200f AND\u200f \u200eb": all_of(A, B),
    "\ufeffa AND b": all_of(A, B),
    '"a"AND"b"': all_of(A, B),
    "NOT(a)": Not(A),
    "(a)AND(b)": all_of(A, B),
    # precedence: NOT, then NEAR and BEFORE, then AND, then OR
    "a AND b OR c": one_of(all_of(A, B), C),
    "a OR b AND c": one_of(A, all_of(B, C)),
    "a OR b AND c OR d": one_of(A, all_of(B, C), D),
    "a AND b OR c AND d": one_of(all_of(A, B), all_of(C, D)),
    "NOT a AND b": all_of(Not(A), B),
    "NOT a OR b": one_of(Not(A), B),
    "a AND b NEAR/8 c": all_of(A, near(B, C)),
    "a NEAR/8 b AND c": all_of(near(A, B), C),
    "a OR b NEAR/8 c": one_of(A, near(B, C)),
    "a NEAR/8 b OR c": one_of(near(A, B), C),
    "a NEAR/8 b NEAR/2 c": near(near(A, B), C, 2),
    "a NEAR/8 b BEFORE/2 c": before(near(A, B), C, 2),
    "a BEFORE/8 b NEAR/2 c": near(before(A, B), C, 2),
    "NOT a NEAR/8 b": near(Not(A), B),
    "a NEAR/8 NOT b": near(A, Not(B)),
    # parentheses
    "(a)": A,
    "((a))": A,
    "(a OR b) AND c": all_of(one_of(A, B), C),
    "a AND (b OR c)": all_of(A, one_of(B, C)),
    "a AND (b AND c)": all_of(A, all_of(B, C)),
    "(a OR b) OR c": one_of(one_of(A, B), C),
    "NOT (a AND b)": Not(all_of(A, B)),
    "a NEAR/2 (b NEAR/8 c)": near(A, near(B, C), 2),
    "(a OR b) NEAR/8 (c OR d)": near(one_of(A, B), one_of(C, D)),
    # fields
    "title:a": scoped("title", A),
    "title: a": scoped("title", A),
    "body:a": scoped("body", A),
    "author:a": scoped("author", A),
    "category:a": scoped("category", A),
    "url:sana.sy/en": scoped("url", Term("sana.sy/en")),
    'url:"https://sana.sy"': scoped("url", Term("https://sana.sy")),
    "outlet:sana-en": scoped("outlet", Term("sana-en")),
    "language:ar": scoped("language", Term("ar")),
    "language:(ar OR ckb)": scoped("language", one_of(Term("ar"), Term("ckb"))),
    'title:"a b"': scoped("title", Term("a b")),
    "title:=a": scoped("title", Term("=a")),
    "title:@convoy": scoped("title", CONVOY),
    "title:area:hasakah": scoped("title", Area("hasakah")),
    "title:(a OR b)": scoped("title", one_of(A, B)),
    "title:(a NEAR/8 b)": scoped("title", near(A, B)),
    "title:(NOT a)": scoped("title", Not(A)),
    "NOT title:a": Not(scoped("title", A)),
    "title:a AND b": all_of(scoped("title", A), B),
    "title:a NEAR/8 title:b": near(scoped("title", A), scoped("title", B)),
    # what is recent
    "when:recent": Recent(),
    "when: recent": Recent(),
    "when:(recent)": Recent(),
    'when:"recent"': Recent(),
    "a AND when:recent": all_of(A, Recent()),
    "when:recent AND a OR b": one_of(all_of(Recent(), A), B),
    "(a OR b) AND when:recent": all_of(one_of(A, B), Recent()),
    '"when:recent"': Term("when:recent"),
    "recent AND when": all_of(Term("recent"), Term("when")),
    # as analysts write
    "@convoy AND area:hasakah": all_of(CONVOY, Area("hasakah")),
    "(@convoy OR patrol*) NEAR/8 area:hasakah AND NOT title:wedding": all_of(
        near(one_of(CONVOY, Term("patrol*")), Area("hasakah")),
        Not(scoped("title", Term("wedding"))),
    ),
}


@dataclass(frozen=True)
class Wrong:
    """A query that is refused: *words* are said, and the mistake is where *mark* shows `^`."""

    query: str
    mark: str
    words: str


UNREADABLE = [
    Wrong("", "^", "an empty query asks for nothing; write a word"),
    Wrong(" \n", "^", "an empty query asks for nothing"),
    # words side by side
    Wrong("a b", "  ^", 'write "a b" for the phrase, a AND b for both'),
    Wrong("us army convoy", "   ^", 'write "us army convoy" for the phrase, us AND army AND'),
    Wrong("رتل عسكري", "    ^", 'write "رتل عسكري" for the phrase, رتل AND عسكري for both'),
    Wrong("a b OR c", "  ^", 'write "a b" for the phrase'),
    Wrong("'military column'", "          ^", 'write "military column" for the phrase'),
    Wrong("a b title:c", "  ^", 'write "a b" for the phrase'),
    Wrong('a "b c"', "  ^", "write AND for both, OR for either"),
    Wrong("@convoy blocked", "        ^", "write AND for both, OR for either"),
    Wrong("(a) (b)", "    ^", "write AND for both"),
    Wrong("a title:b", "  ^", "write AND for both"),
    Wrong("a NOT b", "  ^", "write AND NOT"),
    Wrong('"a b" ~5', "      ^", 'inside the quotation marks: "a ~2 b"'),
    # operators as others write them
    Wrong("a and b", "  ^", 'unknown operator and; write AND, or "and" in quotation marks'),
    Wrong("a Or b", "  ^", "write OR"),
    Wrong("a AND not b", "      ^", "write NOT"),
    Wrong("and", "^", "write AND"),
    Wrong("a NEAR b", "  ^", "NEAR needs a distance: NEAR/8 for words, NEAR/s for one sentence"),
    Wrong("a NEAR 5 b", "  ^", "NEAR needs a distance: NEAR/5"),
    Wrong("a BEFORE b", "  ^", "BEFORE needs a distance: BEFORE/8"),
    Wrong("a NEAR/ 5 b", "  ^", "did you mean NEAR/5?"),
    Wrong("a near b", "  ^", "unknown operator near – did you mean NEAR/8?"),
    Wrong("a near/8 b", "  ^", "unknown operator near/8 – did you mean NEAR/8?"),
    Wrong("a Before/s b", "  ^", "did you mean BEFORE/s?"),
    Wrong("a W/5 b", "  ^", "did you mean NEAR/5?"),
    Wrong("a PRE/5 b", "  ^", "did you mean BEFORE/5?"),
    Wrong("a AROUND(5) b", "  ^", "unknown operator AROUND – did you mean NEAR/5?"),
    Wrong("a ANDNOT b", "  ^", "did you mean AND NOT?"),
    Wrong("a & b", "  ^", "write AND"),
    Wrong("a && b", "  ^", "write AND"),
    Wrong("a | b", "  ^", "write OR"),
    Wrong("a || b", "  ^", "write OR"),
    Wrong("-a", "^", "write NOT"),
    Wrong("a -b", "  ^", "write NOT"),
    Wrong("a AND !b", "      ^", "write NOT"),
    Wrong("+a", "^", "take it out"),
    Wrong("a, b", " ^", '"," parts nothing here; write OR for either'),
    Wrong("رتل، قافلة", "   ^", '"،" parts nothing here'),
    # distances
    Wrong("a NEAR/x b", "  ^", 'unknown distance "x"; write NEAR/8 for words'),
    Wrong("a NEAR/S b", "  ^", "did you mean NEAR/s?"),
    Wrong("a NEAR/0 b", "  ^", "NEAR/0 is not between NEAR/1 and NEAR/999"),
    Wrong("a BEFORE/1000 b", "  ^", "not between BEFORE/1 and BEFORE/999"),
    # something is missing
    Wrong("a AND", "     ^", "nothing stands behind AND"),
    Wrong("a NEAR/8 ", "        ^", "nothing stands behind NEAR/8"),
    Wrong("NOT", "   ^", "nothing stands behind NOT"),
    Wrong("AND a", "^", 'nothing stands before "AND"'),
    Wrong("(OR a)", " ^", 'nothing stands before "OR"'),
    Wrong("a OR OR b", "     ^", 'nothing stands between "OR" and "OR"'),
    Wrong("a AND )", "      ^", "closes nothing"),
    Wrong("(a AND )", "       ^", 'nothing stands between "AND" and ")"'),
    Wrong("title:", "      ^", "title: lacks what to look for, as in title:convoy"),
    Wrong("title: AND a", "      ^", "title: lacks what to look for"),
    Wrong("title:NOT a", "      ^", "NOT stands before the field: NOT title:"),
    Wrong("@ AND a", "^", 'right behind "@", as in @convoy'),
    # parentheses and quotation marks
    Wrong("()", "^", "nothing stands between these parentheses"),
    Wrong("a AND ()", "      ^", "nothing stands between these parentheses"),
    Wrong("(a AND b", "^", 'this "(" is never closed; add ")"'),
    Wrong("((a) AND b", "^", 'this "(" is never closed'),
    Wrong("(a AND (b)", "^", 'this "(" is never closed'),
    Wrong("a)", " ^", 'this ")" closes nothing'),
    Wrong("(a)) AND b", "   ^", 'this ")" closes nothing'),
    Wrong('""', "^", "nothing stands between these quotation marks"),
    Wrong('a OR " "', "     ^", "nothing stands between these quotation marks"),
    Wrong('=""', " ^", "nothing stands between these quotation marks"),
    Wrong('"a b', "^", "has no partner; add one"),
    Wrong('"a" OR "b', "       ^", "has no partner"),
    # fields
    Wrong("titel:a", "^", "unknown field titel: – did you mean title:?"),
    Wrong("Title:a", "^", "did you mean title:?"),
    Wrong("a AND place:b", "      ^", "unknown field place: – did you mean area:?"),
    Wrong("source:b", "^", "unknown field source: – did you mean outlet:?"),
    Wrong("a AND after:2026-11-01", "      ^", "days stand beside a query, not in it: --since"),
    Wrong("https://sana.sy", "^", "a text with a colon stands in quotation marks"),
    Wrong("a AND :b", "      ^", "as in title:convoy"),
    Wrong("area:(hasakah OR raqqa)", "     ^", "area:hasakah OR area:raqqa"),
    Wrong("area:has*", "     ^", "a place is named by its id alone"),
    Wrong("area:@convoy", "     ^", "a place is named by its id alone"),
    Wrong("area:", "     ^", "area: lacks what to look for, as in area:hasakah"),
    # what is recent
    Wrong("a AND when:", "           ^", "when: lacks what to look for, as in when:recent"),
    Wrong("a AND when:old", "           ^", "there is no when:old; there is only when:recent"),
    Wrong("when:Recent", "     ^", "there is no when:Recent; there is only when:recent"),
    Wrong("when:recent*", "     ^", "there is no when:recent*; there is only when:recent"),
    Wrong("when:(recent OR old)", "     ^", "there is no when:…; there is only when:recent"),
    Wrong("when:@convoy", "     ^", "there is only when:recent"),
    Wrong("a AND when:NOT recent", "           ^", "NOT stands before the field"),
    Wrong("whem:recent", "^", "unknown field whem: – did you mean when:?"),
    Wrong("a when:recent", "  ^", "write AND for both"),
    # bounds
    Wrong("(" * 51 + "a" + ")" * 51, " " * 50 + "^", "more than 50 parentheses in each other"),
    Wrong("NOT " * 200 + "a", " " * 200 + "^", "more than 150 parts in each other"),
    Wrong("a NEAR/2 " * 150 + "b", "^", "more than 150 parts in each other"),
    Wrong("a OR " * 5000 + "b", " " * 25000 + "^", "more than 5,000 terms"),
    Wrong("a" * 100_001, " " * 100_000 + "^", "at most 100,000 characters"),
]

UNUSABLE = [
    # names
    Wrong("@convoys", "^", "unknown topic @convoys – did you mean @convoy?"),
    Wrong("a OR @Convoy", "     ^", "unknown topic @Convoy – did you mean @convoy?"),
    Wrong("@quamishli", "^", "did you mean @qamishli?"),
    Wrong("@zzz", "^", "there are @checkpoint, @convoy, @patrol, @russia_mp; your own need"),
    Wrong("area:hasaka", "     ^", "unknown place hasaka – did you mean area:hasakah?"),
    Wrong('area:"deir ez zor"', "     ^", "did you mean area:deir-ez-zor?"),
    Wrong("area:convoy", "     ^", "unknown place convoy"),
    # terms
    Wrong("*a", "^", 'only "word*" is understood'),
    Wrong("con*voy", "   ^", 'only "word*" is understood'),
    Wrong("convoy**", "      ^", 'only "word*" is understood'),
    Wrong("wom?n", "   ^", '"?" in "wom?n" stands for itself'),
    Wrong("k*", "^", "write two letters or more before"),
    Wrong("a AND k*", "      ^", "write two letters or more before"),
    Wrong("*", "^", "no letter or digit"),
    Wrong('"?!"', " ^", "no letter or digit"),
    Wrong("==a", "^", '"=" twice'),
    Wrong("convoy~", "      ^", "is no gap"),
    Wrong('"~2 b"', " ^", "must stand between two words"),
    Wrong('"a ~2"', "   ^", "must stand between two words"),
    Wrong('"a ~2 ~2 b"', "   ^", "must stand between two words"),
    Wrong('"a ~21 b"', "   ^", "at most ~20"),
    Wrong('"  ab   co*n d"', "          ^", 'only "word*" is understood'),
    Wrong('="ab co*n"', "       ^", 'only "word*" is understood'),
    Wrong(f'"{"a " * 31}"', " " * 61 + "^", "at most 30 words"),
    # fields
    Wrong("title:body:a", "      ^", "body: stands inside title:"),
    Wrong("title:(a OR body:b)", "            ^", "body: stands inside title:"),
    Wrong("language:arabic", "         ^", "as in language:ar"),
    Wrong("language:(ar OR ar*)", "                ^", "as in language:ar"),
    Wrong("outlet:@convoy", "       ^", "a topic or place is not one"),
    Wrong("outlet:area:hasakah", "       ^", "a topic or place is not one"),
    Wrong("outlet:(a NEAR/8 b)", "        ^", "has no words to be near each other"),
    # nearness
    Wrong("a NEAR/8 (b AND c)", "          ^", "(a NEAR/8 b) AND (a NEAR/8 c)"),
    Wrong("(a OR (b AND c)) NEAR/s d", "       ^", "NEAR/s needs one place on each side"),
    Wrong("NOT a NEAR/8 b", "^", "a NEAR/8 b AND NOT c"),
    Wrong("a BEFORE/8 NOT b", "           ^", "BEFORE/8 needs words on both sides"),
    Wrong("a NEAR/8 title:(NOT b)", "                ^", "needs words on both sides"),
    Wrong("a NEAR/8 outlet:b", "         ^", "outlet: and language: have no place in a text"),
    Wrong("a NEAR/8 language:ar", "         ^", "have no place in a text"),
    Wrong("title:a NEAR/8 body:b", "               ^", "never holds between title: and body:"),
    Wrong("author:a NEAR/8 b", "                ^", "between author: and body: or title:"),
    Wrong("(title:a NEAR/8 b) NEAR/8 body:c", " " * 26 + "^", "between title: and body:"),
    # what would fire for nearly every item
    Wrong("NOT a", "^", "fires for nearly every item; say what must occur, too: convoy AND NOT a"),
    Wrong("a OR NOT b", "     ^", "fires for nearly every item"),
    Wrong("NOT a AND NOT b", "^", "convoy AND NOT a"),
    Wrong("NOT (a AND NOT b)", "^", "fires for nearly every item"),
    Wrong("a OR (NOT b AND NOT c)", "      ^", "fires for nearly every item"),
    Wrong("title:(NOT a)", "       ^", "fires for nearly every item"),
    Wrong(
        "when:recent", "^", "fires for nearly every item; say what must occur, too: convoy AND when"
    ),
    Wrong("NOT a AND when:recent", "^", "fires for nearly every item"),
    # what is recent
    Wrong("a OR when:recent", "     ^", "not of one side of an OR; write a AND when:recent"),
    Wrong("a OR b AND when:recent", "           ^", "write (a OR b) AND when:recent"),
    Wrong("(a AND when:recent) OR b", "       ^", "write (a OR b) AND when:recent"),
    Wrong("a AND (b OR c AND when:recent)", " " * 18 + "^", "write a AND (b OR c) AND when:recent"),
    Wrong("a AND NOT when:recent", "          ^", "cannot be negated; it only leaves out"),
    Wrong("a AND NOT (b AND when:recent)", " " * 17 + "^", "write a AND NOT b AND when:recent"),
    Wrong("a NEAR/8 when:recent", "         ^", "is near nothing; it is said of the whole query"),
    Wrong("(a AND when:recent) NEAR/8 b", "       ^", "write a NEAR/8 b AND when:recent"),
    Wrong(
        "title:(a AND when:recent)", "             ^", "not of one field; write title:a AND when"
    ),
    Wrong("a AND when:recent AND when:recent", " " * 22 + "^", "stands here twice; once is enough"),
    Wrong("NOT when:recent", "    ^", "write ( … ) AND when:recent"),
    Wrong(f"{'b' * 60} OR when:recent", " " * 64 + "^", "write ( … ) AND when:recent"),
    Wrong(f"NOT {'b' * 60}", "^", "convoy AND NOT " + "b" * 36 + "…"),
]

USABLE = [
    "a",
    "@convoy AND NOT a",
    "NOT NOT a",
    "NOT (NOT a OR b)",
    "(a OR NOT b) AND c",
    "@qamishli",
    "outlet:sana-en",
    "language:AR",
    "language:(ar OR ku) AND NOT outlet:(a OR b)",
    "(title:a OR b) NEAR/8 body:c",
    "title:(a NEAR/8 (b OR @convoy))",
    "author:(a BEFORE/2 b)",
    "(a NEAR/8 b) NEAR/s (c OR title:d)",
    '"aid* ~3 convoys" AND "=SANA*"',
    "وب* OR ку*",
    "a AND when:recent",
    "when:recent AND a",
    "(a OR b) AND when:recent AND NOT c",
    "(a AND (b AND when:recent)) AND NOT c",
    "language:ar AND when:recent",
]
