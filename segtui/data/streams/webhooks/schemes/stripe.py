"""Stripe: https://docs.stripe.com/webhooks/signature"""

from segtui.data.streams.webhooks.webhook_scheme import Delivery, WebhookScheme, is_signed_with_time, text_in_body


def _is_signed(delivery: Delivery, secret: bytes) -> bool:
    return is_signed_with_time(delivery.headers.get("stripe-signature", ""), delivery, secret)


def _key(delivery: Delivery) -> str:
    return text_in_body(delivery, "id")


SCHEME = WebhookScheme(name="stripe", label="Stripe", is_signed=_is_signed, key=_key)
