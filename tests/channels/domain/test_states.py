from amparo.channels.domain.states import (
    ADDRESS_COLUMNS,
    DELIVERY_MOVES,
    FILLED_COLUMNS,
    WAITING,
    CorrespondentState,
    DeliveryState,
    sources_of,
)


def test_every_state_has_its_row() -> None:
    assert set(DELIVERY_MOVES) == set(DeliveryState)
    assert set(FILLED_COLUMNS) == set(CorrespondentState)
    assert all(columns <= set(ADDRESS_COLUMNS) for columns in FILLED_COLUMNS.values())


def test_what_waits_can_be_sent_cancelled_or_expire() -> None:
    for state in WAITING:
        assert {DeliveryState.SENDING, DeliveryState.CANCELLED, DeliveryState.EXPIRED} <= DELIVERY_MOVES[
            state
        ]


def test_only_a_sender_can_have_sent() -> None:
    assert sources_of(DeliveryState.SENT) == {DeliveryState.SENDING}


def test_what_is_over_stays_over() -> None:
    for state in (DeliveryState.MOVED, DeliveryState.CANCELLED, DeliveryState.EXPIRED):
        assert DELIVERY_MOVES[state] == frozenset()
    assert DELIVERY_MOVES[DeliveryState.DEAD] == {DeliveryState.QUEUED}, "by a person alone"
