"""Shopify: https://shopify.dev/docs/apps/build/webhooks/verify-deliveries"""

import base64
import hmac

from segtui.data.streams.webhooks.webhook_scheme import Delivery, WebhookScheme, is_same


def _is_signed(delivery: Delivery, secret: bytes) -> bool:
    signed = base64.b64encode(hmac.digest(secret, delivery.body, "sha256")).decode()
    return is_same(delivery.headers.get("x-shopify-hmac-sha256", ""), signed)


def _key(delivery: Delivery) -> str:
    return delivery.headers.get("x-shopify-webhook-id", "")


SCHEME = WebhookScheme(name="shopify", label="Shopify", is_signed=_is_signed, key=_key)
