"""An algorithm whose library is not installed."""

from typing import ClassVar

from segtui.clustering.algorithms.added_mixture import Mixture

from segtui.libraries.boundary import Library


class Absent(Mixture):
    """A mixture by a library that is not there."""

    name: ClassVar[str] = "absent_mixture"
    title: ClassVar[str] = "Absent mixture"
    libraries: ClassVar[tuple[Library, ...]] = (Library("not_there", "not-there"),)
