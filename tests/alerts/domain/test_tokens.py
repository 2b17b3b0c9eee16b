"""Links of subscriptions: made anew each time, for one purpose, under one key."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.alerts.domain import tokens
from amparo.alerts.domain.tokens import CONFIRM, UNSUBSCRIBE, LinkNotValid

KEY, OLDER = b"k" * 32, b"o" * 32


@given(st.uuids())
def test_a_token_comes_out_the_same_and_names_its_subscription(subscription_id: object) -> None:
    made = tokens.token(subscription_id, CONFIRM, KEY)  # type: ignore[arg-type]  # a UUID

    assert made == tokens.token(subscription_id, CONFIRM, KEY)  # type: ignore[arg-type]  # a UUID
    assert tokens.read(made, CONFIRM, [KEY]) == subscription_id
    assert tokens.read(made, CONFIRM, [OLDER, KEY]) == subscription_id
    assert len(made) == 43


def test_a_token_opens_nothing_else() -> None:
    made = tokens.token(uuid4(), CONFIRM, KEY)
    for purpose, keys in ((UNSUBSCRIBE, [KEY]), (CONFIRM, [OLDER]), (CONFIRM, [])):
        with pytest.raises(LinkNotValid):
            tokens.read(made, purpose, keys)


@given(st.text(max_size=60))
def test_made_up_tokens_open_nothing(text: str) -> None:
    with pytest.raises(LinkNotValid):
        tokens.read(text, CONFIRM, [KEY])


def test_a_token_has_one_writing_only() -> None:
    made = tokens.token(uuid4(), CONFIRM, KEY)
    for other in (f"{made}=", f"{made}==", made[:-1] + chr(ord(made[-1]) + 1), made.swapcase()):
        with pytest.raises(LinkNotValid):
            tokens.read(other, CONFIRM, [KEY])
