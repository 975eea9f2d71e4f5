"""
The archive of items, and the memory of what was ever seen.

Decides what is new; knows no feed's address and no rule's meaning.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from model import Item, ItemKey, StoredItem
from storage.connection import Transaction
from storage.schema import items, matches, seen_keys
