"""
Whether the tables of config.toml agree with each other.

Each check takes the whole draft and yields what is wrong; none stops at the first fault.
"""

from collections.abc import Hashable, Iterator, Mapping

from alerts.rules.names import Names
from alerts.rules.query.pointing import pointed
from alerts.rules.rule import PARTS, Rule, Terms, Topic, flaws_of_rule, flaws_of_topic
from crawler.address import place_of
from hajiz.config.draft import Draft, place_in_topic
from hajiz.config.hosts import is_shut
from hajiz.config.origins import check_origins
from hajiz.config.places import Fault, KeyPath
from hajiz.config.reach import THIS_MACHINE, unreachable
from hajiz.config.schema import PLACES, EmailTable, FeedTable, ReportTable, RuleTable, TopicTable
from hajiz.config.values import did_you_mean, quoted
from model import RuleError

_EMPTY = {
    "rules": "names no rule; remove the line to report the matches of every rule",
    "recipients": "reaches nobody; remove the line to write to the channel's own recipients",
    "weekdays": "names no day; remove the line for a digest every day",
}


def check(draft: Draft) -> Iterator[Fault]:
    """Yield everything that is wrong between the tables of *draft*."""
    for each in (_empty_tables, _places, _empty_lists, _repetitions, _references, _topics, _rules):
        yield from each(draft)
    yield from check_origins(draft.origins)
    yield from _mail_accounts(draft)
    yield from _intervals(draft)
    yield from _page(draft)
    yield from unreachable(draft)


def rule_of(table: RuleTable) -> Rule:
    """Return the rule *table* describes."""
    return Rule(
        name=table.name,
        any=tuple(table.any),
        all=tuple(table.all),
        none=tuple(table.none),
        query=table.query or "",
        on_update=table.on_update,
    )


def topic_of(name: str, table: TopicTable) -> Topic:
    """Return the topic *name* that *table* describes."""
    return Topic(
        name=name,
        terms=_terms(table.terms),
        weak=_terms(table.weak),
        context=_terms(table.context),
        exclude=_terms(table.exclude),
        unless=_terms(table.unless),
        never=_terms(table.never),
        extends=table.extends or "",
    )


def _terms(lists: Mapping[str, list[str]]) -> Terms:
    return {language: tuple(terms) for language, terms in lists.items()}


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
            'and query = "@convoy"',
        )


def _places(draft: Draft) -> Iterator[Fault]:
    """Ask that each outlet is read from one place."""
    for number, outlet in draft.outlets.items():
        given = [kind for kind in PLACES if getattr(outlet, kind) is not None]
        if not given:
            yield Fault(
                ("outlets", number),
                'says nowhere where to read it; add feed = "https://…", '
                "or sitemap, listing or telegram where it has no feed",
            )
        for kind in given[1:]:
            yield Fault(
                ("outlets", number, kind),
                f"it is read from {given[0]} already; give each place an outlet of its own",
            )


def _empty_lists(draft: Draft) -> Iterator[Fault]:
    for name, table in draft.topics.items():
        for path in _empty_lists_of(topic_of(name, table)):
            at = place_in_topic(draft.document["topics"][name], path)
            yield Fault(("topics", name, *at), "has no terms; add some or remove the line")
    for at, report in _reports(draft):
        yield from _empty_lists_of_report(at, report)
    for number, channel in draft.channels.items():
        if isinstance(channel, EmailTable) and not channel.recipients:
            yield Fault(("channels", number, "recipients"), "reaches nobody; add an address")


def _empty_lists_of_report(at: KeyPath, report: ReportTable) -> Iterator[Fault]:
    if not report.channels:
        yield Fault((*at, "channels"), "goes nowhere; name a channel")
    for key, message in _EMPTY.items():
        if getattr(report, key, None) == []:
            yield Fault((*at, key), message)


def _reports(draft: Draft) -> Iterator[tuple[KeyPath, ReportTable]]:
    """Yield every digest and alert with where it stands."""
    tables: tuple[tuple[str, Mapping[int, ReportTable]], ...] = (
        ("digests", draft.digests),
        ("alerts", draft.alerts),
    )
    for table, rows in tables:
        for number, row in rows.items():
            yield (table, number), row


def _empty_lists_of(topic: Topic) -> Iterator[KeyPath]:
    for part in PARTS:
        lists: Terms = getattr(topic, part)
        start = () if part == "terms" else (part,)
        yield from ((*start, language) for language, terms in lists.items() if not terms)


def _repetitions(draft: Draft) -> Iterator[Fault]:
    places = {number: outlet.place for number, outlet in draft.outlets.items()}
    names: dict[str, dict[int, str]] = {
        "outlets": {number: outlet.id for number, outlet in draft.outlets.items()},
        "rules": {number: rule.name for number, rule in draft.rules.items()},
        "digests": {number: digest.name for number, digest in draft.digests.items()},
        "alerts": {number: alert.name for number, alert in draft.alerts.items()},
        "channels": {number: channel.name for number, channel in draft.channels.items()},
    }
    for table, own in names.items():
        yield from _repeated(table, "id" if table == "outlets" else "name", own, own)
    for kind in PLACES:
        urls = {number: place_of(url) for number, (of, url) in places.items() if of == kind and url}
        yield from _repeated("outlets", kind, urls, names["outlets"])
    paths = {n: c.path for n, c in draft.channels.items() if isinstance(c, FeedTable)}
    yield from _repeated("channels", "path", paths, names["channels"])


def _repeated(
    table: str, key: str, values: Mapping[int, Hashable], names: Mapping[int, str]
) -> Iterator[Fault]:
    first: dict[Hashable, int] = {}
    for number, value in values.items():
        owner = first.setdefault(value, number)
        if owner != number:
            message = f'"{names[owner]}" ({table}[{owner}]) has the same {key}; each needs its own'
            yield Fault((table, number, key), message)


def _references(draft: Draft) -> Iterator[Fault]:
    rules, channels = draft.names("rules"), draft.names("channels")
    for at, report in _reports(draft):
        yield from _unknown((*at, "rules"), report.rules or [], rules, "rule")
        yield from _unknown((*at, "channels"), report.channels, channels, "channel")
        yield from _recipients(draft, at, report)
    at = ("notices", "channels")
    yield from _unknown(at, draft.notices.channels or [], channels, "channel")


def _recipients(draft: Draft, at: KeyPath, report: ReportTable) -> Iterator[Fault]:
    mail = {c.name for c in draft.channels.values() if isinstance(c, EmailTable)}
    if report.recipients and mail.isdisjoint(report.channels):
        message = "are for e-mail, but no channel named here sends any; remove the line"
        yield Fault((*at, "recipients"), message)


def _unknown(at: KeyPath, given: list[str], known: list[str], what: str) -> Iterator[Fault]:
    for number, name in enumerate(given):
        if name in given[:number]:
            yield Fault((*at, number), f'"{name}" stands here twice; remove one of the two')
        elif name not in known:
            hint = did_you_mean(name, known) or f"; there are {quoted(known) or 'none'}"
            yield Fault((*at, number), f'there is no {what} "{name}"{hint}')


def _page(draft: Draft) -> Iterator[Fault]:
    """Ask for a password where others than this machine may look."""
    if draft.web.password is None and not is_shut(draft.web.listen):
        name = draft.web.listen.rpartition(":")[0]
        yield Fault(
            ("web", "listen"),
            f'"{name}" can be reached by others, and the page has no password; add the line '
            'password = { env = "HAJIZ_PASSWORD" }, or listen on 127.0.0.1',
        )


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
    names = _names(draft)
    for name, table in draft.topics.items():
        topic = topic_of(name, table)
        has_empty_lists = any(_empty_lists_of(topic))
        for flaw in flaws_of_topic(topic, names):
            if flaw.path or not has_empty_lists:  # those are told, each at its line
                path = place_in_topic(draft.document["topics"][name], flaw.path)
                yield Fault(("topics", name, *path), flaw.error.reason)


def _rules(draft: Draft) -> Iterator[Fault]:
    names = _names(draft)
    for number, table in draft.rules.items():
        for flaw in flaws_of_rule(rule_of(table), names):
            shown = _shown(flaw.error) if flaw.path == ("query",) else ""
            yield Fault(("rules", number, *flaw.path), flaw.error.reason + shown)


def _names(draft: Draft) -> Names:
    """Return every name a rule may use, also those of topics in the file that cannot be read."""
    found = draft.document.get("topics")
    return Names(found if isinstance(found, dict) else ())


def _shown(error: RuleError) -> str:
    """Return the place of *error* in its query, on lines of their own."""
    return "".join(f"\n    {line}" for line in pointed(error).splitlines())


def _intervals(draft: Draft) -> Iterator[Fault]:
    """Ask that the usual interval lies between the shortest and the longest."""
    fetch = draft.fetch
    if fetch.min_interval is not None and fetch.min_interval > fetch.interval:
        yield Fault(("fetch", "min_interval"), "must not be longer than interval")
    if fetch.max_interval is not None and fetch.max_interval < fetch.interval:
        yield Fault(("fetch", "max_interval"), "must not be shorter than interval")
