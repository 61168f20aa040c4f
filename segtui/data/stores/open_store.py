"""Opens a bucket or container, with retries that end within seconds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from segtui.data.stores.credentials import store_options
from segtui.data.stores.store_address import StoreAddress
from segtui.data.stores.store_errors import store_errors

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_RETRIES = 5
_PATIENCE = 10
"""Seconds until a store that does not answer is given up."""
_CONNECT, _ANSWER = 5, 60


def open_store(address: StoreAddress) -> ObjectStore:
    """The store of an address; nothing is asked of it yet. Raises UsageError where keys are missing."""
    from obstore.store import AzureStore, GCSStore, S3Store

    of_kind: dict[str, Any] = {"s3": S3Store, "azure": AzureStore, "gcs": GCSStore}
    options = store_options(address)
    is_plain = options.pop("allow_http", "") == "true"  # which GCSStore takes for an option of its client only
    with store_errors(address.base):
        store: ObjectStore = of_kind[address.kind](
            address.bucket,
            config=options,
            client_options={
                "connect_timeout": timedelta(seconds=_CONNECT),
                "timeout": timedelta(seconds=_ANSWER),
                **({"allow_http": True} if is_plain else {}),
            },
            retry_config={
                "max_retries": _RETRIES,
                "retry_timeout": timedelta(seconds=_PATIENCE),
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=2),
                    "base": 2,
                },
            },
        )
    return store


def polars_options(address: StoreAddress) -> dict[str, Any]:
    """The same for Polars."""
    return {**store_options(address), "max_retries": _RETRIES, "retry_timeout_ms": _PATIENCE * 1000}


def delta_options(address: StoreAddress) -> dict[str, str]:
    """The same for deltalake, which takes texts only; none for a folder of this machine."""
    if address.scheme == "delta":
        return {}
    patience = {"max_retries": str(_RETRIES), "retry_timeout": f"{_PATIENCE}s"}
    return {**store_options(address), **patience, "connect_timeout": f"{_CONNECT}s", "timeout": f"{_ANSWER}s"}
