"""Objects of S3, Azure and Google Cloud, of every format that files have: copied, then read as files."""

from segtui.data.connections.store_keys import STORES
from segtui.data.databases.change_stamps import state_stamp
from segtui.data.reader import Addresses, Reader, Staged
from segtui.data.stores.stage_objects import object_sizes, object_states, stage_objects, tables_of_store
from segtui.data.stores.store_address import first_of
from segtui.libraries.boundary import Library

READER = Reader(
    format="object_store",
    label="object store",
    addresses=Addresses(
        tuple(STORES),
        stamp=state_stamp(object_states),
        tables=tables_of_store,
        first=first_of,
        staged=Staged(stage_objects, object_states, object_sizes),
    ),
    holds="an object store",
    libraries=(Library("obstore", "segtui[lake]"),),
)
