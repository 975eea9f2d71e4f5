"""How an outlet fares, in the words of the command line."""

from hajiz import fares
from hajiz.cli.show import moment
from hajiz.fares import LABELS
from model import Finding, Health

__all__ = ["LABELS", "in_words", "said"]


def in_words(health: Health) -> str:
    """Say all that is the matter with an outlet, the gravest first."""
    return fares.in_words(health, moment)


def said(finding: Finding) -> str:
    """Say one thing that is the matter."""
    return fares.said(finding, moment)
