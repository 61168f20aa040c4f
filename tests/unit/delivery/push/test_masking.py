"""What is shown of a call has nothing by which a person is known."""

from segtui.delivery.push.member import masked, masked_payload


def test_a_hint_is_not_enough():
    assert masked("Kim.Doe@shop.example.org") == "K•••@•••.org"
    assert masked("+49 30 5550001") == "+49•••01"
    assert masked("a" * 64) == "aaaa•••" and masked("Kim") == "K•••" and masked("") == "•••"


def test_every_form_of_a_personal_value_is_masked_and_nothing_else():
    personal = {"Kim", "+49 305550001", "58138"}
    payload = {
        "list": "Y6nRLr",
        "flags": [True, None],
        "people": [{"name": "KIM", "phone": "49305550001", "age": 58138, "mail": "other@example.org", "h": "0f" * 32}],
    }
    shown = masked_payload(payload, personal)
    assert shown["list"] == "Y6nRLr" and shown["flags"] == [True, None]
    assert set(shown["people"][0].values()) == {"K•••", "493•••01", "5•••", "o•••@•••.org", "0f0f•••"}
