"""`hajiz rules`: what the rules are, and whether they can be used."""

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config

app = typer.Typer(help="See and check the rules.", no_args_is_help=True)


@app.command("list")
def list_rules(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the rules with their terms."""
    from hajiz.cli import show

    loaded = load_config(config)
    if json:
        show.print_json(loaded.rules)
        return
    show.print_table(
        ("rule", "any of", "all of", "none of"),
        [(r.name, ", ".join(r.any), ", ".join(r.all), ", ".join(r.none)) for r in loaded.rules],
        empty="No rule yet.",
    )


@app.command("check")
def check(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Check that every rule can be used; say what is wrong and where if not."""
    from alerts.rules.matcher import compile_rules
    from hajiz.cli import show

    loaded = load_config(config)
    rule_set = compile_rules(loaded.rules, loaded.topics)
    terms = {topic.name: sum(map(len, topic.terms.values())) for topic in loaded.topics.values()}
    if json:
        show.print_json({"rules": rule_set.rules, "version": rule_set.version, "terms": terms})
        return
    typer.echo(f"{len(rule_set.rules)} rules are fine (version {rule_set.version})")
    for topic in loaded.topics.values():
        languages = ", ".join(topic.terms)
        typer.echo(f"  @{topic.name}: {terms[topic.name]} terms in {languages}")
