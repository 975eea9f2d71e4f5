"""`hajiz rules`: what the rules are, whether they can be used, why they fire, how good they are."""

from collections import Counter
from typing import TYPE_CHECKING

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.cli.rules_apply import apply_rules
from hajiz.cli.rules_backtest import backtest_rule
from hajiz.cli.rules_diff import diff_rules
from hajiz.cli.rules_edit import add_rule, remove_rule, set_rule
from hajiz.cli.rules_eval import evaluate_rules
from hajiz.cli.rules_explain import explain_rules
from hajiz.cli.rules_labels import list_labels
from hajiz.cli.rules_pins import list_pins, pin_item, unpin_item
from hajiz.cli.rules_precision import show_precision
from hajiz.cli.rules_suggest import suggest_terms
from hajiz.cli.rules_terms import show_terms
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from alerts.rules.matcher import RuleSet
    from hajiz.config.read import Config

NEWEST = 500  # items of the archive a rule is held against
ENOUGH = 20  # with fewer a share says nothing
TOO_MUCH = 0.5

app = typer.Typer(help="See, check, explain, evaluate and change the rules.", no_args_is_help=True)
app.command("terms")(show_terms)
app.command("explain")(explain_rules)
app.command("eval")(evaluate_rules)
app.command("backtest")(backtest_rule)
app.command("diff")(diff_rules)
app.command("precision")(show_precision)
app.command("suggest")(suggest_terms)
app.command("apply")(apply_rules)
app.command("set")(set_rule)
app.command("add")(add_rule)
app.command("remove")(remove_rule)
app.command("labels")(list_labels)
app.command("pin")(pin_item)
app.command("unpin")(unpin_item)
app.command("pins")(list_pins)


@app.command("list")
def list_rules(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the rules with what they ask for."""
    from alerts.rules.matching.compiling import tree_of
    from alerts.rules.query.writing import written
    from hajiz.cli import show

    loaded = load_config(config)
    if json:
        show.print_json(loaded.rules)
        return
    show.print_table(
        ("rule", "asks for"),
        [(rule.name, written(tree_of(rule))) for rule in loaded.rules],
        empty='No rule yet. Try query = "@convoy AND area:hasakah-gov".',
    )


@app.command("check")
def check(config: ConfigOption = None, json: JsonOption = False) -> None:
    """
    Check that every rule can be used; say what is wrong and where if not.

    Warns of an outlet: that nobody watches and, where there is an archive, of a rule that fires for
    more than half of its newest items.
    """
    from alerts.rules.matcher import compile_rules
    from hajiz.cli import show
    from hajiz.strays import strays

    loaded = load_config(config)
    rule_set = compile_rules(loaded.rules, loaded.topics)
    shares = archive_shares(loaded, rule_set)
    if json:
        found = {
            "rules": rule_set.rules,
            "version": rule_set.version,
            "archive_shares": shares,
            "warnings": list(strays(loaded)),
        }
        show.print_json(found)
        return
    fine = "rule is fine" if len(rule_set.rules) == 1 else "rules are fine"
    typer.echo(f"{len(rule_set.rules)} {fine} (version {rule_set.version})")
    for words in strays(loaded):
        typer.echo(f"  warning: {words}")
    for name, share in shares.items():
        if share > TOO_MUCH:
            typer.echo(
                f"  warning: {name} fires for {share:.0%} of the newest items; is it meant to?"
            )


def archive_shares(config: "Config", rule_set: "RuleSet") -> dict[str, float]:
    """Return for each rule which share of the newest items it fires for; nothing for few items."""
    from alerts.rules.matcher import match
    from hajiz.assembly import assemble
    from storage import items

    if not config.database.exists():
        return {}
    with assemble(config, utc_now()) as assembly, assembly.database.read() as tx:
        newest = items.search(tx, limit=NEWEST)
    if len(newest) < ENOUGH:
        return {}
    fired = Counter(found.rule for each in newest for found in match(each.item, rule_set))
    return {name: fired[name] / len(newest) for name in rule_set.rules}
