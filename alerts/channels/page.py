"""
A message as a page to open in a browser, with nothing beside it.

Pure; knows nothing of what the message says.
"""

from base64 import b64encode

from alerts.channels.mime import PICTURE_ID
from model.message import Message


def page(message: Message) -> str:
    """Return the HTML with its picture inside: a page has no parts beside it, as a mail has."""
    if not message.picture:
        return message.html
    inside = f"data:image/png;base64,{b64encode(message.picture).decode('ascii')}"
    return message.html.replace(f'src="cid:{PICTURE_ID}"', f'src="{inside}"')
