"""Messages between the workbench and the compute process: one JSON object per line, frames by path.

Every kind of message that a module here declares can be imported from here.
"""

from __future__ import annotations

import json

from segtui.engine.transport.messages.assessment import *
from segtui.engine.transport.messages.candidates import *
from segtui.engine.transport.messages.connections import *
from segtui.engine.transport.messages.events import *
from segtui.engine.transport.messages.exhibits import *
from segtui.engine.transport.messages.follow import *
from segtui.engine.transport.messages.matched_pairs import *
from segtui.engine.transport.messages.message import *
from segtui.engine.transport.messages.message import Message as Message
from segtui.engine.transport.messages.outputs import *
from segtui.engine.transport.messages.predictions import *
from segtui.engine.transport.messages.pushes import *
from segtui.engine.transport.messages.second_tables import *
from segtui.engine.transport.messages.segment_rules import *
from segtui.engine.transport.messages.tables import *


def parse(line: str) -> Message:
    """The message of a line; raises ValueError if it is not one."""
    try:
        known = json.loads(line)
        return Message.KINDS[known.pop("say")](**known)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no message: {line[:80]!r}") from error
