"""
Texts for chat services, where what an outlet wrote must not call anybody or pretend to be a link.

Chats differ in what they read as markup; this takes the teeth out of all that do harm: mentions,
links with another text, quotes, code and emphasis. Signs that mark up nothing stay.
"""

import re

PARAGRAPH = "\n\n"

_HARMLESS = str.maketrans({"<": "‹", ">": "›", "`": "ˋ", "@": "＠", "|": "∣", "\\": "＼"})
_LETTER = r"[^\W_]"
# between two letters or digits they mark up nothing: snake_case, 7*7
_EMPHASIS = re.compile(rf"(?<!{_LETTER})[*_~]|[*_~](?!{_LETTER})")
_LIKE = {"*": "∗", "_": "＿", "~": "∼"}
_NAMED_LINK = re.compile(r"\](?=[(\[])")
_HEADING = re.compile(r"^[#+-](?=[# ])")
_KEPT = re.compile(r"[@*()\[\]~!']")


def harmless(text: str) -> str:
    """Return a clean line in which no chat finds markup that does something."""
    line = text.translate(_HARMLESS)
    line = _EMPHASIS.sub(lambda found: _LIKE[found.group()], line)
    return _HEADING.sub("•", _NAMED_LINK.sub("] ", line))


def harmless_link(link: str) -> str:
    """Return an ASCII link in which the signs that chats read are percent-encoded."""
    scheme, _, rest = link.partition("://")
    host, slash, path = rest.partition("/")
    coded = _KEPT.sub(lambda found: f"%{ord(found.group()):02X}", path)
    return f"{scheme}://{host}{slash}{coded}"


def paragraph(*lines: str) -> str:
    """Return the lines that say something as one paragraph."""
    return "\n".join(line for line in lines if line)
