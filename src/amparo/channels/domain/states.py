"""The states of a correspondent, a delivery and an incoming message, as frozen tables.

The same tables feed the services (from which states may one go there?) and the database's constraints.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class CorrespondentState(StrEnum):
    """Whether an address was confirmed by its owner, and where it is kept."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    UNREACHABLE = "unreachable"
    MERGED = "merged"


ADDRESS_COLUMNS = ("sealed_address", "contact", "lookup", "merged_into")

# Exactly these columns are filled in a state; the other address columns are null.
FILLED_COLUMNS: Mapping[CorrespondentState, frozenset[str]] = MappingProxyType(
    {
        CorrespondentState.UNCONFIRMED: frozenset({"sealed_address"}),
        CorrespondentState.CONFIRMED: frozenset({"contact", "lookup"}),
        CorrespondentState.UNREACHABLE: frozenset({"contact", "lookup"}),
        CorrespondentState.MERGED: frozenset({"merged_into"}),
    }
)


class DeliveryState(StrEnum):
    """What became of one message to one correspondent."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    MOVED = "moved"


# From a state to those that may follow. `failed` waits for its next try; a state without followers is final. `moved`:
# the person's next channel has a delivery of its own instead. From `dead` a person may send one to its queue again.
DELIVERY_MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = MappingProxyType(
    {
        DeliveryState.QUEUED: frozenset(
            {
                DeliveryState.SENDING,
                DeliveryState.CANCELLED,
                DeliveryState.EXPIRED,
                DeliveryState.DEAD,
                DeliveryState.MOVED,
            }
        ),
        DeliveryState.SENDING: frozenset(
            {
                DeliveryState.SENT,
                DeliveryState.FAILED,
                DeliveryState.DEAD,
                DeliveryState.QUEUED,
                DeliveryState.CANCELLED,
                DeliveryState.EXPIRED,
                DeliveryState.MOVED,
            }
        ),
        DeliveryState.FAILED: frozenset(
            {
                DeliveryState.SENDING,
                DeliveryState.CANCELLED,
                DeliveryState.EXPIRED,
                DeliveryState.DEAD,
                DeliveryState.MOVED,
            }
        ),
        DeliveryState.SENT: frozenset({DeliveryState.DEAD, DeliveryState.MOVED}),
        DeliveryState.DEAD: frozenset({DeliveryState.QUEUED}),
        DeliveryState.CANCELLED: frozenset(),
        DeliveryState.EXPIRED: frozenset(),
        DeliveryState.MOVED: frozenset(),
    }
)

# A delivery in one of these waits for a sender.
WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.FAILED})


def sources_of(target: DeliveryState) -> frozenset[DeliveryState]:
    """Return the states from which a delivery may go to `target`."""
    return frozenset(state for state, followers in DELIVERY_MOVES.items() if target in followers)


class InboundState(StrEnum):
    """How far an incoming message has come: stored, its sender known to the gateway, handed to another app."""

    RECEIVED = "received"
    READY = "ready"
    TAKEN = "taken"
