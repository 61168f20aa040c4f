"""The keys that open a store: those of a connection, else the platform's own; missing ones are told before it is asked.

Without keys the libraries ask the cloud's metadata address, which is slow and alarming in a closed network. It is asked
where a connection says access = "machine", and never otherwise.
"""

from __future__ import annotations

import json
import os

from segtui.data.connections.connection import Connection
from segtui.data.connections.connections_file import connection_named
from segtui.data.connections.store_keys import STORES, Kind
from segtui.data.stores.aws_profile import aws_profile
from segtui.data.stores.store_address import StoreAddress
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home

_KEYLESS = {"s3": "aws_skip_signature", "azure": "azure_skip_signature", "gcs": "google_skip_signature"}
_ENOUGH = {
    "s3": (
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE",),
        ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI",),
        ("AWS_SKIP_SIGNATURE",),
    ),
    "azure": (
        *((name,) for name in ("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_ACCESS_KEY", "AZURE_STORAGE_SAS_TOKEN")),
        *((name,) for name in ("AZURE_STORAGE_SAS_KEY", "AZURE_STORAGE_TOKEN", "AZURE_USE_AZURE_CLI")),
        *((name,) for name in ("AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_SKIP_SIGNATURE")),
    ),
    "gcs": (
        *((name,) for name in ("GOOGLE_SERVICE_ACCOUNT", "GOOGLE_SERVICE_ACCOUNT_PATH", "GOOGLE_SERVICE_ACCOUNT_KEY")),
        *((name,) for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_SKIP_SIGNATURE")),
    ),
}
_FIX = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE",
    "azure": "set AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_TOKEN",
    "gcs": "set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account",
}
_GCLOUD = "~/.config/gcloud/application_default_credentials.json"


def store_options(address: StoreAddress) -> dict[str, str]:
    """The options of the store libraries that open an address, all three of which have the same names for them.

    Raises UsageError where keys are missing, and what the connection's secret raises.
    """
    kind = address.kind
    connection = _connection(address)
    theirs = {"s3": _s3, "azure": _azure, "gcs": _gcs}[kind]
    if any("key" in name or "token" in name for name in address.given):
        found = dict(address.given)
    else:
        found = {**address.given, **(theirs(connection) if connection else _of_platform(kind, address.base))}
    if kind == "azure":
        found = _with_account(address, found)
    if any(value.startswith("http://") for name, value in found.items() if name.endswith("endpoint")):
        found[{"s3": "aws_allow_http", "azure": "azure_allow_http", "gcs": "allow_http"}[kind]] = "true"
    return found


def _connection(address: StoreAddress) -> Connection | None:
    if not address.storage:
        return None
    connection = connection_named(address.storage)
    theirs = STORES.get(connection.scheme.removeprefix("delta+"))
    if theirs != address.kind:
        what = say(
            "the connection {storage} is of {scheme}://, not {scheme_2}://",
            storage=address.storage,
            scheme=connection.scheme,
            scheme_2=address.scheme,
        )
        raise UsageError(what, where=address.base, fix=say("name another one in storage"))
    has_more = connection.settings or connection.password_env or connection.password_command or connection.keyring
    return connection if has_more else None


def _of_platform(kind: Kind, where: str) -> dict[str, str]:
    """What the environment and the cloud's own files say; UsageError where they have no keys."""
    found: dict[str, str] = {}
    if kind == "s3":
        found = aws_profile()
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
        found |= {"aws_endpoint": endpoint} if endpoint else {}
    elif kind == "azure":
        found = _azure_connection_string()
    elif (default := expand_home(_GCLOUD)).is_file() and not _is_set(kind):
        found = {"google_application_credentials": str(default)}
    if not (_is_set(kind) or any("key" in name or "sas" in name or "credentials" in name for name in found)):
        fix = say("{fix}, or name a storage of connections.toml: `segtui guide stores`", fix=_FIX[kind])
        raise UsageError(say("there are no keys for {names}", names=_NAMES[kind]), where=where, fix=fix)
    return found


_NAMES = {"s3": "S3", "azure": "Azure storage", "gcs": "Google Cloud Storage"}


def _is_set(kind: Kind) -> bool:
    return any(all(os.environ.get(name) for name in names) for names in _ENOUGH[kind])


def _s3(connection: Connection) -> dict[str, str]:
    settings = connection.settings
    found = {f"aws_{key}": settings[key] for key in ("endpoint", "region", "access_key_id") if key in settings}
    if os.environ.get("AWS_SESSION_TOKEN"):  # which belongs to the environment's keys
        found["aws_session_token"] = ""
    return found | _access(connection, "s3", "aws_secret_access_key", _half(connection))


def _half(connection: Connection) -> str:
    return "" if connection.settings.get("access_key_id") else "access_key_id"


def _azure(connection: Connection) -> dict[str, str]:
    settings = connection.settings
    names = {"endpoint": "azure_storage_endpoint", "account": "azure_storage_account_name"}
    found = {names[key]: settings[key] for key in names if key in settings}
    secret = _access(connection, "azure", "azure_storage_account_key")
    key = secret.get("azure_storage_account_key", "")
    return found | ({"azure_storage_sas_token": key.removeprefix("?")} if "sig=" in key else secret)


def _gcs(connection: Connection) -> dict[str, str]:
    endpoint = connection.settings.get("endpoint")
    secret = _access(connection, "gcs", "google_service_account_key")
    key = secret.get("google_service_account_key", "")
    if key and not key.lstrip().startswith("{"):
        try:
            key = expand_home(key).read_text(encoding="utf-8")
        except (OSError, ValueError):
            fix = say("it is the JSON of a service account, or the path of a file with it")
            raise UsageError(say("the key can't be read"), where=f"connection {connection.name}", fix=fix) from None
    if endpoint:
        try:
            known = json.loads(key) if key else {"disable_oauth": True}
        except ValueError:
            raise UsageError(say("the key is not JSON"), where=f"connection {connection.name}") from None
        empty = {"client_email": "", "private_key_id": "", "private_key": ""}
        key = json.dumps({**empty, **known, "gcs_base_url": endpoint})
        return {"google_service_account_key": key, **({"allow_http": "true"} if endpoint.startswith("http:") else {})}
    return {"google_service_account_key": key} if key else secret


def _access(connection: Connection, kind: Kind, name: str, lacking: str = "") -> dict[str, str]:
    """The secret under its name, or that none is needed; UsageError where the connection lacks one."""
    access = connection.settings.get("access", "keys")
    if access == "public":
        return {_KEYLESS[kind]: "true"}
    if access == "machine":
        return {}
    secret = connection.password()
    is_open = kind == "gcs" and "endpoint" in connection.settings
    if (not secret or lacking) and not is_open:
        missing = lacking if secret else say("password_env, password_command or keyring")
        fix = say('or access = "public" for one that anybody reads, "machine" for the identity of this machine')
        raise UsageError(
            say("the connection needs {missing}", missing=missing), where=f"connection {connection.name}", fix=fix
        )
    return {name: secret} if secret else {}


def _with_account(address: StoreAddress, found: dict[str, str]) -> dict[str, str]:
    """With the storage account, which may stand in the address after the container."""
    host = address.url.partition("://")[2].partition("/")[0].partition("@")[2]
    account = host.partition(".")[0] or found.get("azure_storage_account_name", "")
    account = account or os.environ.get("AZURE_STORAGE_ACCOUNT_NAME") or os.environ.get("AZURE_STORAGE_ACCOUNT", "")
    if not account:
        fix = say("set AZURE_STORAGE_ACCOUNT_NAME, or give account in connections.toml: `segtui guide stores`")
        raise UsageError(say("there is no storage account"), where=address.base, fix=fix)
    return {**found, "azure_storage_account_name": account}


def _azure_connection_string() -> dict[str, str]:
    said = os.environ.get("AZURE_STORAGE_CONNECTION_STRING", "")
    parts = dict(part.split("=", 1) for part in said.split(";") if "=" in part)
    names = {
        "AccountName": "azure_storage_account_name",
        "AccountKey": "azure_storage_account_key",
        "SharedAccessSignature": "azure_storage_sas_token",
        "BlobEndpoint": "azure_storage_endpoint",
    }
    return {names[key]: value for key, value in parts.items() if key in names}
