"""Delta tables on a store or in a folder, in one of their versions."""

from segtui.data.connections.store_keys import STORES
from segtui.data.databases.change_stamps import state_stamp
from segtui.data.reader import Addresses, Reader, Staged
from segtui.data.stores.stage_delta import DELTALAKE, delta_state, stage_delta
from segtui.data.stores.stage_objects import tables_of_store
from segtui.data.stores.store_address import DELTA, first_of, with_folder

READER = Reader(
    format="delta",
    label="Delta",
    addresses=Addresses(
        (DELTA, *(f"{DELTA}+{scheme}" for scheme in STORES)),
        stamp=state_stamp(delta_state),
        with_paths=with_folder,
        tables=tables_of_store,
        first=first_of,
        staged=Staged(stage_delta, delta_state),
    ),
    holds="a Delta table",
    is_typed=True,
    libraries=(DELTALAKE,),
)
