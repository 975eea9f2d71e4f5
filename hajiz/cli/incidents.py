"""`hajiz incidents`: what happened, who says so, and how well that is found."""

import typer

from hajiz.cli.incidents_change import merge_incidents, split_incident
from hajiz.cli.incidents_eval import evaluate_incidents
from hajiz.cli.incidents_export import export_incidents
from hajiz.cli.incidents_list import list_incidents, show_incident
from hajiz.cli.incidents_read import read_incidents

app = typer.Typer(help="Incidents: what items speak of, and who says so.", no_args_is_help=True)
app.command("list")(list_incidents)
app.command("show")(show_incident)
app.command("merge")(merge_incidents)
app.command("split")(split_incident)
app.command("export")(export_incidents)
app.command("read")(read_incidents)
app.command("eval")(evaluate_incidents)
