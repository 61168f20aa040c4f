"""Iceberg tables of a catalog, in one of their snapshots."""

from segtui.data.databases.change_stamps import state_stamp
from segtui.data.reader import Addresses, Reader, Staged
from segtui.data.stores.iceberg_catalog import ICEBERG_LIBRARIES
from segtui.data.stores.stage_iceberg import iceberg_state, stage_iceberg
from segtui.data.stores.store_address import ICEBERG, first_of, with_folder

READER = Reader(
    format="iceberg",
    label="Iceberg",
    addresses=Addresses(
        (ICEBERG,),
        stamp=state_stamp(iceberg_state),
        with_paths=with_folder,
        first=first_of,
        staged=Staged(stage_iceberg, iceberg_state),
    ),
    holds="an Iceberg table",
    is_typed=True,
    libraries=ICEBERG_LIBRARIES,
)
