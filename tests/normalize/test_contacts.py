import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.normalize.contacts import choose_contact


@pytest.mark.parametrize(
    ("contacts", "chosen"),
    [
        ([], (None, None, None)),
        (None, (None, None, None)),
        ("a@example.org", (None, None, None)),
        ([{"name": "Fake"}], (None, None, None)),
        ([{"name": "Fake"}, {"name": "Desk", "email": "desk@example.org"}], ("Desk", None, "desk@example.org")),
        ([{"phone": "+1 555 0100", "phone_ext": "12"}], (None, "+1 555 0100 ext. 12", None)),
        ([{"phone": "555 0100", "phone_ext": "+33"}], (None, "+33 555 0100", None)),
        ([{"phone": "+33 555 0100", "phone_ext": "+33"}], (None, "+33 555 0100", None)),
        ([{"name": "Fake", "phone": "desk@example.org"}], ("Fake", None, "desk@example.org")),
        (
            [{"name": "Fake", "phone": "only use Email", "email": "desk@example.org"}],
            ("Fake", None, "desk@example.org"),
        ),
        ([{"phone": "1-877-FAKELINE"}], (None, "1-877-FAKELINE", None)),
        ([{"email": "a@example.org?cc=b@example.org"}], (None, None, None)),
        ([{"email": "a@example.org, b@example.org"}], (None, None, None)),
        ([{"email": "<a@example.org>"}, 5, {"email": 7, "phone": ["1"]}], (None, None, None)),
        ([{"phone": "1" * 5000}], (None, None, None)),
    ],
)
def test_the_first_contact_one_can_reach(contacts: object, chosen: tuple[str | None, ...]) -> None:
    assert choose_contact(contacts) == chosen


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["name", "phone", "phone_ext", "email"]), st.text(max_size=30)), max_size=3
    )
)
def test_what_is_chosen_can_be_put_into_a_link(contacts: list[dict[str, str]]) -> None:
    _, phone, email = choose_contact(contacts)
    assert not set(phone or "") & set("<>@\n\r")
    assert not set(email or "") & set("<>\"' \n\r,;?&%")
