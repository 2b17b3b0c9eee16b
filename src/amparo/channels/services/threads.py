"""Threads: the messages of one sender go to one correspondent, and in the order of their coming."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.channels.domain import addresses
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import CorrespondentState, DeliveryState
from amparo.channels.models import Correspondent, Delivery, Thread
from amparo.channels.services import correspondents
from amparo.core import clock, ids, jobs
from amparo.core.privacy.seal import Keyring

# Somebody who said nothing that could be taken as a report is forgotten after this.
IDLE = timedelta(hours=48)
# How long the last answer may wait for a provider before the address is forgotten all the same.
LAST_ANSWER_WITHIN = timedelta(days=1)
_LOOK_AGAIN = timedelta(minutes=1)
# What is said by whoever takes the message; until then nobody knows.
UNKNOWN_LANGUAGE = "en"
_ON_ITS_WAY = (DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.SENDING)


def lookup_of(keyring: Keyring, kind: ChannelKind, address: str) -> bytes:
    """Return the keyed hash of a sender; another one than a subscription's, so that the two can't be joined."""
    return keyring.lookup(f"thread:{kind.value}", addresses.key_of(kind, address))


def find(*, kind: ChannelKind, address: str, keyring: Keyring) -> Thread | None:
    """Return the live thread of a sender."""
    lookup = lookup_of(keyring, kind, address)
    return Thread.objects.filter(kind=kind, lookup=lookup).select_related("correspondent").first()


def correspondent_for(
    *, kind: ChannelKind, address: str, sealed: bytes, keyring: Keyring, now: datetime
) -> Correspondent:
    """Return the correspondent of a sender's live thread, or make both. For the gateway, inside its transaction."""
    expires_at = clock.floor_to(now + IDLE, clock.HOUR)
    thread = find(kind=kind, address=address, keyring=keyring)
    if thread is not None:
        Thread.objects.filter(pk=thread.pk).update(expires_at=expires_at)
        return thread.correspondent
    correspondent = Correspondent.objects.create(
        id=ids.new_anonymous_id(),
        kind=kind,
        language=UNKNOWN_LANGUAGE,
        state=CorrespondentState.UNCONFIRMED,
        sealed_address=sealed,
        registered_on=now.date(),
    )
    lookup = lookup_of(keyring, kind, address)
    Thread.objects.create(kind=kind, lookup=lookup, correspondent=correspondent, expires_at=expires_at)
    return correspondent


def lock(correspondent_id: UUID) -> None:
    """Let nobody else change a sender's thread before the caller's transaction ends.

    Before anything is written into the journal: the gateway, which takes in the next message, does it in this order.
    """
    list(Thread.objects.select_for_update().filter(correspondent_id=correspondent_id).values_list("pk"))


def hold(correspondent_id: UUID) -> None:
    """Keep a sender's thread until its correspondent is let go: a report needs it."""
    Thread.objects.filter(correspondent_id=correspondent_id).update(is_held=True)


def ask_to_open(correspondent_id: UUID, *, now: datetime) -> None:
    """Have the gateway open a thread for somebody who left an address and has not written yet."""
    jobs.enqueue(
        "channels.open_thread",
        {"correspondent": str(correspondent_id)},
        now=now,
        priority=jobs.Priority.URGENT,
        unique=f"channels.open_thread:{correspondent_id}",
    )


@transaction.atomic
def open_now(correspondent_id: UUID, *, keyring: Keyring, now: datetime) -> None:
    """Let what is written from a correspondent's address come to that correspondent, until it is let go.

    A thread of the same address that no report needs is taken over; one that a report needs stays as it is, and
    the answer comes there.
    """
    correspondent = Correspondent.objects.select_for_update().filter(pk=correspondent_id).first()
    if correspondent is None or Thread.objects.filter(correspondent=correspondent).exists():
        return
    kind = ChannelKind(correspondent.kind)
    try:
        address = correspondents.address_of(keyring, correspondent)
    except correspondents.NoSuchCorrespondent:
        # It is merged into another, which a subscription uses: a reporter's never is.
        return
    expires_at = clock.floor_to(now + IDLE, clock.HOUR)
    thread, _is_new = Thread.objects.get_or_create(
        kind=kind,
        lookup=lookup_of(keyring, kind, address),
        defaults={"correspondent": correspondent, "expires_at": expires_at, "is_held": True},
    )
    if not thread.is_held:
        Thread.objects.filter(pk=thread.pk).update(
            correspondent=correspondent, expires_at=expires_at, is_held=True
        )


@transaction.atomic
def part_with(correspondent_id: UUID, *, now: datetime) -> None:
    """Forget a correspondent as soon as nothing is on its way there, a day on at the latest.

    The thread ends at once: what its sender writes from now on has nothing to do with what was before.

    Raises:
        NoSuchCorrespondent: there is none; it may have been forgotten before.
    """
    Thread.objects.filter(correspondent_id=correspondent_id).delete()
    if _has_on_its_way(correspondent_id):
        _part_later(correspondent_id, latest=now + LAST_ANSWER_WITHIN, now=now)
    else:
        correspondents.forget(correspondent_id)


@transaction.atomic
def part_now_or_later(correspondent_id: UUID, *, latest: datetime, now: datetime) -> None:
    """Forget a correspondent with which we have parted, unless something is still on its way and may wait."""
    if not Correspondent.objects.filter(pk=correspondent_id, is_released=False).exists():
        return
    if now < latest and _has_on_its_way(correspondent_id):
        _part_later(correspondent_id, latest=latest, now=now)
    else:
        correspondents.forget(correspondent_id)


def forget_idle(now: datetime) -> int:
    """Forget the senders of threads that led to no report; return how many. Cheap when there are none."""
    idle = Thread.objects.filter(is_held=False, expires_at__lte=now)
    ended = list(idle.values_list("correspondent_id", flat=True)[:500])
    for correspondent_id in ended:
        part_with(correspondent_id, now=now)
    return len(ended)


def _has_on_its_way(correspondent_id: UUID) -> bool:
    return Delivery.objects.filter(correspondent_id=correspondent_id, state__in=_ON_ITS_WAY).exists()


def _part_later(correspondent_id: UUID, *, latest: datetime, now: datetime) -> None:
    jobs.enqueue(
        "channels.part",
        {"correspondent": str(correspondent_id), "latest": latest.isoformat()},
        now=now,
        run_at=min(now + _LOOK_AGAIN, latest),
        unique=f"channels.part:{correspondent_id}",
    )
