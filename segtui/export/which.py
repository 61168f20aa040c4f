"""Which segments an order of an export means, by name or number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segtui.errors import Fault, PlanError, nearest


def chosen(asked: Sequence[str | int] | None, names: Mapping[int, str]) -> list[int]:
    """The numbers of the segments, by number; all but noise (-1) where nothing is asked for.

    A name's case does not matter. Raises PlanError, its key relative to the export, for what is no segment.
    """
    if asked is None:
        return sorted(number for number in names if number >= 0)
    folded = {name.casefold(): number for number, name in names.items()}
    found, faults = set(), []
    for one in asked:
        text = str(one).strip()
        number = folded.get(text.casefold())
        if number is None and text.lstrip("-").isdigit() and int(text) in names:
            number = int(text)
        if number is None:
            faults.append(Fault("segments", f'there is no segment "{text}"', nearest(text, names.values())))
        else:
            found.add(number)
    if faults:
        raise PlanError(faults)
    return sorted(found)
