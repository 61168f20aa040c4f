"""The fake platforms notice what a sender must not do: else the tests against them would prove little."""

import pytest

from segtui.data.connections.connection import Connection
from segtui.delivery.http.refused_error import RefusedError
from segtui.delivery.push.platform import find_platform, platforms
from segtui.delivery.push.side import PlatformSide
from tests.fake_platforms import fakes

LEFT = "left@example.org"
MEMBER = {"email_address": LEFT, "status": "subscribed"}
WRONGS = {
    "brevo lifts a block": (
        "brevo",
        "POST",
        "/v3/contacts/import",
        {"jsonBody": [{"email": LEFT}], "listIds": [27], "emailBlacklist": False},
    ),
    "mailchimp subscribes again": (
        "mailchimp",
        "POST",
        "/3.0/lists/a1b2c3d4e5",
        {"members": [MEMBER], "update_existing": True},
    ),
    "mailchimp takes 500": ("mailchimp", "POST", "/3.0/lists/a1b2c3d4e5", {"members": [MEMBER] * 501}),
    "klaviyo subscribes": ("klaviyo", "POST", "/api/profile-subscription-bulk-create-jobs", {"data": {}}),
    "klaviyo takes e-mails": (
        "klaviyo",
        "POST",
        "/api/profile-bulk-import-jobs",
        {"data": {"type": "profile-bulk-import-job", "attributes": {"profiles": {"data": [{"type": "profile"}]}}}},
    ),
    "hubspot opts in": (
        "hubspot",
        "POST",
        "/crm/v3/objects/contacts/batch/upsert",
        {"inputs": [{"id": LEFT, "idProperty": "email", "properties": {"hs_email_optout": "false"}}]},
    ),
    "meta takes hashes": (
        "meta",
        "POST",
        "/v25.0/23851234567890/users",
        {"payload": {"schema": ["EMAIL"], "data": [[LEFT]]}},
    ),
    "google takes hashes": (
        "google-ads",
        "POST",
        "/v1/audienceMembers:remove",
        {
            "destinations": [
                {
                    "operatingAccount": {"accountType": "GOOGLE_ADS", "accountId": "1234567890"},
                    "productDestinationId": "8765",
                }
            ],
            "audienceMembers": [{"userData": {"userIdentifiers": [{"emailAddress": LEFT}]}}],
            "encoding": "HEX",
        },
    ),
}


@pytest.mark.parametrize(("name", "method", "path", "body"), WRONGS.values(), ids=WRONGS)
def test_a_wrong_call_is_a_complaint(name, method, path, body):
    platform = find_platform(name)
    with fakes()[name]() as fake:
        fake.unsubscribe(LEFT)
        connection = Connection("x", fake.url, password_command=("echo", fake.key))
        side = PlatformSide("x", connection, platform.address, platform.authorization)
        side.call(method, path, body, expected=(400, 404))
        side.close()
        assert fake.complaints


@pytest.mark.parametrize("name", platforms())
def test_no_call_is_taken_without_the_key(name):
    platform = find_platform(name)
    with fakes()[name]() as fake:
        side = PlatformSide("x", Connection("x", fake.url), platform.address, platform.authorization)
        with pytest.raises(RefusedError) as refused:
            side.call("GET", "/nowhere")
        side.close()
        assert refused.value.answer.status == 401
