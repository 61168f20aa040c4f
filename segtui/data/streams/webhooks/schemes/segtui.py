"""Our own, for senders that have none: what triggers and the webhooks of follow are signed by, too.

`X-Segtui-Signature: t=1764547200,v1=…`: v1 is HMAC-SHA-256 of the time in digits, a full stop and the body, in
hexadecimal. `Idempotency-Key` is the delivery's id; without one, a body signed at the same second is the same delivery.
"""

from segtui.data.streams.webhooks.webhook_scheme import Delivery, WebhookScheme, is_signed_with_time

_HEADER = "x-segtui-signature"


def _is_signed(delivery: Delivery, secret: bytes) -> bool:
    return is_signed_with_time(delivery.headers.get(_HEADER, ""), delivery, secret)


def _key(delivery: Delivery) -> str:
    return delivery.headers.get("idempotency-key", "") or delivery.headers[_HEADER]


SCHEME = WebhookScheme(name="segtui", label="segtui", is_signed=_is_signed, key=_key)
