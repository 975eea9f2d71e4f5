"""Which links a digest gets, by which its readers say what they think of its items."""

from alerts.label_links import LinkMaker
from hajiz.assembly import Assembly
from hajiz.config.plans import DigestPlan
from hajiz.dispatch.audience import audience
from storage import keys
from storage.database import Transaction

KEY = "unsubscribe"  # the one key links are signed with, each kind for its own purpose


def link_maker(tx: Transaction, assembly: Assembly, plan: DigestPlan) -> LinkMaker | None:
    """
    Return what makes the links of *plan*; None where nobody could follow them, or none are wanted.

    May make this instance's key, so *tx* must be one that writes.

    Raises:
        StorageError: the database failed.
    """
    address = assembly.config.web.public_url
    if not (plan.label_links and address):
        return None
    everybody = audience(assembly.config, plan.channels, plan.recipients)
    recipients = tuple(recipient for _, recipient in everybody)
    return LinkMaker(address, keys.key(tx, KEY), plan.name, recipients)
