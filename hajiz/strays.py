"""
Outlets that a rule names in `outlet:` and nobody watches.

Such a part of a rule never holds, and nothing else would say so: the rule just stays silent.
"""

from collections.abc import Iterable, Iterator, Sequence

from alerts.rules.matching.compiling import tree_of
from alerts.rules.query.syntax import In, Node, Term, parts_of
from alerts.rules.rule import Rule
from hajiz.config.read import Config
from hajiz.config.values import closest
from model import Outlet


def strays(config: Config) -> Iterator[str]:
    """Say of each rule which outlets it names that are not in config.toml."""
    for rule in config.rules:
        yield from strays_of(rule, config.outlets)


def strays_of(rule: Rule, outlets: Iterable[Outlet]) -> Iterator[str]:
    """Say which outlets *rule* names that are none of *outlets*."""
    known = [outlet.id for outlet in outlets]
    watched = {name.casefold() for name in known}
    for name in dict.fromkeys(_named(tree_of(rule))):
        if name.casefold() not in watched:
            meant = _meant(name, known)
            hint = f"; did you mean outlet:{meant}?" if meant else ""
            yield f"rule {rule.name}: outlet:{name} is no outlet of config.toml{hint}"


def _meant(name: str, known: Sequence[str]) -> str | None:
    begun = (each for each in known if each.startswith(f"{name.casefold()}-"))
    return next(begun, None) or closest(name, known)


def _named(node: Node, in_outlet: bool = False) -> Iterator[str]:
    if isinstance(node, Term) and in_outlet:
        yield node.text
    inside = isinstance(node, In) and node.field == "outlet"
    for part in parts_of(node):
        yield from _named(part, in_outlet or inside)
