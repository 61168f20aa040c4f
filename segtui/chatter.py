"""What libraries say of their own accord: warnings and logs of theirs are for their developers, not for a user.

What matters to a user is found by our own checks and told as a note or an alert.
"""

from __future__ import annotations

import logging
import sys
import warnings


def silence() -> None:
    """Python's warnings and the logs that nobody asked for are dropped; `python -W` asks for the warnings."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.showwarning = _dropped


def _dropped(*told: object, **more: object) -> None:
    """Stands for `warnings.showwarning`: filters that a library sets for itself do not get past it."""
