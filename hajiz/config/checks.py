"""
Whether the tables of config.toml agree with each other.

Each check takes the whole draft and yields what is wrong; none stops at the first fault.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from alerts.rules.rule import EVERY_LANGUAGE, Rule, Topic, check_rules
from hajiz.config.draft import Draft
from hajiz.config.places import Fault, KeyPath
from hajiz.config.schema import EmailTable, RuleTable, TopicTable
from hajiz.config.values import did_you_mean, quoted
from model import RuleError

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def check(draft: Draft) -> Iterator[Fault]:
    """Yield everything that is wrong between the tables of *draft*."""
    for each in (_empty_tables, _empty_lists, _repetitions, _references, _topics, _rules):
        yield from each(draft)
    yield from _mail_accounts(draft)


def rule_of(table: RuleTable) -> Rule:
    """Return the rule *table* describes."""
    return Rule(table.name, tuple(table.any), tuple(table.all), tuple(table.none))


def topic_of(name: str, terms: TopicTable) -> Topic:
    """Return the topic *name* with its *terms*."""
    return Topic(name, {language: tuple(each) for language, each in terms.items()})


def _empty_tables(draft: Draft) -> Iterator[Fault]:
    if draft.document.get("outlets", []) == []:
        yield Fault(
            ("outlets",),
            "no outlet to watch; add at least one [[outlets]] with id, name, feed and language",
        )
    if draft.document.get("rules", []) == []:
        yield Fault(
            ("rules",),
            'no rule to match by; add at least one [[rules]] with name = "convoys" '
            'and any = ["convoy", "convoys"]',
        )


def _empty_lists(draft: Draft) -> Iterator[Fault]:
    for name, topic in draft.topics.items():
        for language in (language for language, terms in topic.items() if not terms):
            yield Fault(("topics", name, language), "has no terms; add some or remove the line")
    for number, digest in draft.digests.items():
        if not digest.channels:
            yield Fault(("digests", number, "channels"), "goes nowhere; name a channel")
        if digest.rules == []:
            message = "names no rule; remove the line to report the matches of every rule"
            yield Fault(("digests", number, "rules"), message)
    for number, channel in draft.channels.items():
        if isinstance(channel, EmailTable) and not channel.recipients:
            yield Fault(("channels", number, "recipients"), "reaches nobody; add an address")


def _repetitions(draft: Draft) -> Iterator[Fault]:
    feeds = {number: _feed(outlet.feed) for number, outlet in draft.outlets.items()}
    names: dict[str, dict[int, str]] = {
        "outlets": {number: outlet.id for number, outlet in draft.outlets.items()},
        "rules": {number: rule.name for number, rule in draft.rules.items()},
        "digests": {number: digest.name for number, digest in draft.digests.items()},
        "channels": {number: channel.name for number, channel in draft.channels.items()},
    }
    for table, own in names.items():
        yield from _repeated(table, "id" if table == "outlets" else "name", own, own)
    yield from _repeated("outlets", "feed", feeds, names["outlets"])


def _repeated(
    table: str, key: str, values: Mapping[int, Hashable], names: Mapping[int, str]
) -> Iterator[Fault]:
    first: dict[Hashable, int] = {}
    for number, value in values.items():
        owner = first.setdefault(value, number)
        if owner != number:
            message = f'"{names[owner]}" ({table}[{owner}]) has the same {key}; each needs its own'
            yield Fault((table, number, key), message)


def _feed(address: str) -> Hashable:
    """Return what two spellings of one feed's address have in common."""
    parts = urlsplit(address)
    return parts.hostname, parts.port, parts.path.rstrip("/"), parts.query


def _references(draft: Draft) -> Iterator[Fault]:
    rules, channels = draft.names("rules"), draft.names("channels")
    for number, digest in draft.digests.items():
        at = ("digests", number)
        yield from _unknown((*at, "rules"), digest.rules or [], rules, "rule")
        yield from _unknown((*at, "channels"), digest.channels, channels, "channel")


def _unknown(at: KeyPath, given: list[str], known: list[str], what: str) -> Iterator[Fault]:
    for number, name in enumerate(given):
        if name in given[:number]:
            yield Fault((*at, number), f'"{name}" stands here twice; remove one of the two')
        elif name not in known:
            hint = did_you_mean(name, known) or f"; there are {quoted(known) or 'none'}"
            yield Fault((*at, number), f'there is no {what} "{name}"{hint}')


def _mail_accounts(draft: Draft) -> Iterator[Fault]:
    for number, channel in draft.channels.items():
        if not isinstance(channel, EmailTable):
            continue
        at = ("channels", number)
        if channel.username and not channel.password:
            example = 'password = { env = "HAJIZ_SMTP_PASSWORD" }'
            yield Fault(
                (*at, "username"), f"a user name without a password; add a line such as {example}"
            )
        if channel.password and not channel.username:
            yield Fault(
                (*at, "password"), "a password without a user name; add a line with username = …"
            )
        if channel.password and channel.security == "none" and channel.host not in THIS_MACHINE:
            message = 'would send the password unencrypted; choose "starttls" or "tls"'
            yield Fault((*at, "security"), message)


def _topics(draft: Draft) -> Iterator[Fault]:
    for name, table in draft.topics.items():
        if _rule_error((), {name: topic_of(name, table)}) is None:
            continue
        for language, terms in table.items():
            for number, term in enumerate(terms):
                alone = {name: Topic(name, {language: (term,)})}
                if error := _rule_error((), alone):
                    yield Fault(("topics", name, language, number), error.reason)


def _rules(draft: Draft) -> Iterator[Fault]:
    topics = _stand_ins(draft)
    if _rule_error([rule_of(table) for table in draft.rules.values()], topics) is None:
        return
    for number, table in draft.rules.items():
        yield from _entries(table, topics, ("rules", number))


def _stand_ins(draft: Draft) -> dict[str, Topic]:
    """Return a small topic for each in the file: its own mistakes are told elsewhere, once."""
    found = draft.document.get("topics")
    names = found if isinstance(found, dict) else ()
    return {name: Topic(name, {EVERY_LANGUAGE: ("term",)}) for name in names}


def _entries(table: RuleTable, topics: Mapping[str, Topic], at: KeyPath) -> Iterator[Fault]:
    """Check each entry alone, so that every mistake of a rule is told, not the first only."""
    only_none = Rule(table.name, none=tuple(table.none))
    if not table.any and not table.all and (error := _rule_error([only_none], topics)):
        yield Fault(at, error.reason)
    for key, entries in (("any", table.any), ("all", table.all), ("none", table.none)):
        for number, entry in enumerate(entries):
            if error := _rule_error([Rule(table.name, any=(entry,))], topics):
                yield Fault((*at, key, number), error.reason)


def _rule_error(rules: Sequence[Rule], topics: Mapping[str, Topic]) -> RuleError | None:
    try:
        check_rules(rules, topics)
    except RuleError as error:
        return error
    return None
