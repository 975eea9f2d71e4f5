"""
One rule changed, added or taken away, or terms put into a topic of it, as people ask for it.

Knows how rules stand in config.toml through `hajiz.config.edit_rules`; writes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from alerts.rules.rule import Part, Rule
from hajiz.config.edit_rules import with_on_update, with_query, with_rule, without_rule
from hajiz.config.edit_topics import with_terms
from hajiz.config.replace import Change

Kind = Literal["set", "add", "remove"]


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """What is to become of the rule *name*; *on_update* is left as it is when None."""

    kind: Kind
    name: str
    query: str = ""
    on_update: bool | None = None

    def before(self, rules: Iterable[Rule]) -> Rule | None:
        """Return the rule there is among *rules*."""
        return next((rule for rule in rules if rule.name == self.name), None)

    def after(self, rules: Iterable[Rule]) -> Rule | None:
        """Return the rule there is to be."""
        if self.kind == "remove":
            return None
        now = self.before(rules) or Rule(self.name)
        on_update = now.on_update if self.on_update is None else self.on_update
        return replace(now, any=(), all=(), none=(), query=self.query, on_update=on_update)

    def change(self, path: Path) -> Change:
        """Return what makes the edit in the text of the file *path*."""

        def changed(text: str) -> str:
            if self.kind == "remove":
                return without_rule(path, text, self.name)
            if self.kind == "add":
                is_retold = bool(self.on_update)
                return with_rule(path, text, Rule(self.name, query=self.query, on_update=is_retold))
            text = with_query(path, text, self.name, self.query)
            if self.on_update is None:
                return text
            return with_on_update(path, text, self.name, on_update=self.on_update)

        return changed


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """Terms that a part of *topic* is to have as well, for the sake of the rule *name*."""

    name: str
    topic: str
    part: Part
    language: str
    terms: tuple[str, ...]

    def before(self, rules: Iterable[Rule]) -> Rule | None:
        """Return the rule there is among *rules*."""
        return next((rule for rule in rules if rule.name == self.name), None)

    def after(self, rules: Iterable[Rule]) -> Rule | None:
        """Return the rule there is to be: the same."""
        return self.before(rules)

    def change(self, path: Path) -> Change:
        """Return what makes the edit in the text of the file *path*."""
        return lambda text: with_terms(path, text, self.topic, self.part, self.language, self.terms)


Edit = RuleEdit | TopicEdit
