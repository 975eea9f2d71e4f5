"""`hajiz rules terms`: every form a topic or place is looked for in."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use

if TYPE_CHECKING:
    from alerts.rules.rule import Topic


def show_terms(
    name: Annotated[str, typer.Argument(help="A topic or place: @convoy, @qamishli, area:raqqa.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Print every form of a topic or a place with its language, and whether it needs context."""
    from hajiz.cli import show

    topic = _topic(name, load_config(config).topics)
    if json:
        show.print_json(topic)
        return
    rows = [
        (language, kind, term)
        for kind, terms in (
            ("strong", topic.terms),
            ("weak", topic.weak),
            ("not within", topic.exclude),
            ("unless", topic.unless),
            ("never within", topic.never),
            ("context", topic.context),
        )
        for language, each in terms.items()
        for term in each
    ]
    show.print_table(("language", "", "term"), rows, empty="No term.")


def _topic(name: str, own: "Mapping[str, Topic]") -> "Topic":
    from alerts.rules.lexicon.load import builtin_topics, places
    from alerts.rules.names import unknown_place, unknown_topic
    from alerts.rules.resolve import Resolver

    resolver = Resolver(own)
    if name.startswith("area:"):
        place = name.removeprefix("area:")
        return (
            resolver.area(place) if place in places() else wrong_use(unknown_place(place, places()))
        )
    bare = name.removeprefix("@")
    topics = {**builtin_topics(), **own}
    if bare in topics or bare in places():
        return resolver.topic(bare)
    return wrong_use(unknown_topic(bare, topics, places()))
