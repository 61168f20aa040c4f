"""Segment: https://segment.com/docs/connections/destinations/catalog/webhooks/"""

import hmac

from segtui.data.streams.webhooks.webhook_scheme import Delivery, WebhookScheme, is_same, text_in_body


def _is_signed(delivery: Delivery, secret: bytes) -> bool:
    return is_same(delivery.headers.get("x-signature", ""), hmac.digest(secret, delivery.body, "sha1").hex())


def _key(delivery: Delivery) -> str:
    return text_in_body(delivery, "messageId")


SCHEME = WebhookScheme(name="segment", label="Segment", is_signed=_is_signed, key=_key)
