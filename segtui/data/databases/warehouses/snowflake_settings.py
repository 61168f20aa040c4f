"""What the driver of Snowflake is told, from a URL and the secret of its connection."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.data.connections.connection import Connection
from segtui.data.databases.warehouses.warehouse_url import WarehouseUrl, taken_apart
from segtui.errors import UsageError, system_words
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home

_EXAMPLE = "snowflake://ana@my-account/SHOP/PUBLIC?warehouse=SMALL"
_SETTINGS = ("warehouse", "role", "authenticator", "private_key", "account", "protocol", "login_timeout")
_WAYS = ("password", "jwt", "oauth", "pat", "mfa", "browser")
_OPTION = "adbc.snowflake.sql."
_CLIENT = f"{_OPTION}client_option."
_DOMAIN = ".snowflakecomputing.com"
_PATIENCE = "60"


@dataclass(frozen=True)
class SnowflakeSettings:
    """The driver's options, and what must not be shown of them."""

    options: dict[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


def snowflake_settings(connection: Connection) -> SnowflakeSettings:
    """The driver's options; UsageError for settings that are wrong or a key that can't be read.

    Numbers come exact, times by microseconds, as those of the year 9999 do not fit into nanoseconds.
    """
    url = taken_apart(connection, _SETTINGS, _EXAMPLE)
    if not url.host:
        raise UsageError(say("the address names no account"), where=url.where, fix=_EXAMPLE)
    timeout = url.settings.get("login_timeout", _PATIENCE)
    if not timeout.isdecimal():
        raise UsageError(say("login_timeout is not a number of seconds"), where=url.where)
    named = {
        "username": url.user,
        f"{_OPTION}db": url.part(0),
        f"{_OPTION}schema": url.part(1),
        f"{_OPTION}warehouse": url.settings.get("warehouse", ""),
        f"{_OPTION}role": url.settings.get("role", ""),
        f"{_CLIENT}login_timeout": f"{timeout}s",
        f"{_CLIENT}use_high_precision": "true",
        f"{_CLIENT}max_timestamp_precision": "microseconds",
        f"{_CLIENT}disable_telemetry": "true",
        f"{_CLIENT}app_name": "segtui",
        **_place(url),
        **_signing_in(url),
    }
    return SnowflakeSettings({key: value for key, value in named.items() if value}, (url.secret,))


def _place(url: WarehouseUrl) -> dict[str, str]:
    """The account, or the host where an account stands beside it, as for a private link."""
    account = url.settings.get("account", "")
    if not account:
        return {f"{_OPTION}account": url.host.removesuffix(_DOMAIN)}
    host, _, port = url.host.partition(":")
    protocol = url.one_of("protocol", ("https", "http"))
    return {
        f"{_OPTION}account": account,
        f"{_OPTION}uri.host": host,
        f"{_OPTION}uri.port": port or ("443" if protocol == "https" else "80"),
        f"{_OPTION}uri.protocol": protocol,
    }


def _signing_in(url: WarehouseUrl) -> dict[str, str]:
    """The way to sign in: by password, a private key whose passphrase is the secret, a token, or in the browser."""
    way = url.one_of("authenticator", _WAYS)
    if "private_key" in url.settings:
        return _by_key(url)
    if way == "jwt":
        raise UsageError(say("authenticator jwt needs private_key, the path of a PKCS #8 file"), where=url.where)
    if way == "browser":
        return {f"{_OPTION}auth_type": "auth_ext_browser"}
    if not url.secret:
        fix = say("give the connection password_env, password_command or keyring in connections.toml")
        raise UsageError(say("there is no password to sign in with"), where=url.where, fix=fix)
    if way in ("oauth", "pat"):
        return {f"{_OPTION}auth_type": f"auth_{way}", f"{_CLIENT}auth_token": url.secret}
    return {"password": url.secret, **({f"{_OPTION}auth_type": "auth_mfa"} if way == "mfa" else {})}


def _by_key(url: WarehouseUrl) -> dict[str, str]:
    file = expand_home(url.settings["private_key"])
    try:
        key = file.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        why = system_words(error) if isinstance(error, OSError) else say("it is not PEM text")
        raise UsageError(say("the private key can't be read: {why}", why=why), where=str(file)) from None
    if "PRIVATE KEY-----" not in key or "BEGIN RSA" in key:
        fix = say("openssl pkcs8 -topk8 -in old.pem -out key.p8")
        raise UsageError(say("the private key is not a PKCS #8 file in PEM"), where=str(file), fix=fix)
    return {
        f"{_OPTION}auth_type": "auth_jwt",
        f"{_CLIENT}jwt_private_key_pkcs8_value": key,
        f"{_CLIENT}jwt_private_key_pkcs8_password": url.secret,
    }
