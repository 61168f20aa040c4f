"""Iceberg tables of a catalog, in one of their snapshots."""

from segtui.data.reader import Addresses, Reader, Staged
from segtui.data.stores.stage_iceberg import iceberg_state, stage_iceberg
from segtui.data.stores.store_address import ICEBERG
from segtui.libraries.boundary import Library

READER = Reader(
    format="iceberg",
    label="Iceberg",
    addresses=Addresses((ICEBERG,), staged=Staged(stage_iceberg, iceberg_state)),
    holds="an Iceberg table",
    is_typed=True,
    libraries=(Library("pyiceberg", "segtui[iceberg]"), Library("pyarrow", "segtui[iceberg]")),
)
