"""`hajiz incidents`: what happened, who says so, and how well that is found."""

import typer

from hajiz.cli.incidents_eval import evaluate_incidents

app = typer.Typer(help="Incidents: what items speak of, and who says so.", no_args_is_help=True)
app.command("eval")(evaluate_incidents)


@app.callback()
def incidents() -> None:
    """Incidents: what items speak of, and who says so."""
