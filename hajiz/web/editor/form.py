"""
What the forms of the editor hold, and the edit of config.toml that it asks for.

Whatever a browser sends is read; whether it makes sense is said by those who make the change.
"""

from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel

from alerts.rules.rule import Part
from hajiz.tuning.rule_edits import RuleEdit, TopicEdit

NEW = "/rules/new"


class EditForm(BaseModel):
    """A rule as it is to be, or terms that a topic is to have as well."""

    kind: Literal["set", "add", "remove", "topic"] = "set"
    name: str = ""
    query: str = ""
    on_update: bool = False
    topic: str = ""
    part: Part = "exclude"
    language: str = "any"
    term: str = ""
    shown: str = ""  # the fingerprint of the file that was shown
    force: bool = False

    @property
    def edit(self) -> RuleEdit | TopicEdit:
        """Return the change that is asked for."""
        name = self.name.strip()
        if self.kind == "topic":
            return TopicEdit(name, self.topic.strip(), self.part, self.language, (self.term,))
        if self.kind == "remove":
            return RuleEdit("remove", name)
        return RuleEdit(self.kind, name, self.query, self.on_update)

    @property
    def fields(self) -> dict[str, str]:
        """Return what a form must hold to ask for the same again."""
        given = self.model_dump(exclude={"shown", "force"}, exclude_defaults=True)
        return {"kind": self.kind} | {
            key: "on" if value is True else str(value) for key, value in given.items()
        }


def address_of(name: str) -> str:
    """Return the address of a rule's editor; the page for a new one has a rule's name, too."""
    return "/rules/-/new" if name == "new" else f"/rules/{quote(name, safe='')}"
