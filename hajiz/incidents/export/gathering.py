"""
Incidents taken from the database for export, one after the other, in one view of it.

Knows no format.
"""

from collections.abc import Iterable, Iterator, Mapping

from hajiz.incidents.export.papers import Papers, papers_of
from hajiz.incidents.export.people import said_of
from hajiz.incidents.export.shape import Plain, shape
from hajiz.incidents.names import Names
from hajiz.incidents.showing import Shown
from storage import incident_links
from storage.database import Transaction


def shapes(tx: Transaction, found: Iterable[Shown], names: Names) -> Iterator[Plain]:
    """
    Yield incidents as plain values.

    Raises:
        StorageError: the database failed.
    """
    links = incident_links.said(tx)
    for each in found:
        yield shape(each, said_of(each, links), names)


def with_papers(
    tx: Transaction, found: Iterable[Shown], names: Names
) -> Iterator[tuple[Plain, Mapping[int, Papers]]]:
    """
    Yield incidents as plain values with all that is kept of their items.

    Raises:
        StorageError: the database failed.
    """
    links = incident_links.said(tx)
    for each in found:
        yield shape(each, said_of(each, links), names), papers_of(tx, each)
