"""Carrying out STOP, HELP and JOIN, and answering. For the gateway: it alone knows who wrote.

A telephone's message comes from the telephone, as far as anybody can know; a mail's sender is whatever was typed.
So a STOP by SMS ends everything at once, while by mail it brings the link that does; and a JOIN by mail must still be
confirmed from the address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from amparo.channels import notices
from amparo.channels.domain.keywords import Keyword, Wish
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import WAITING, CorrespondentState, DeliveryState
from amparo.channels.models import Correspondent, Delivery, JoinRequest
from amparo.channels.services import answers, correspondents, threads
from amparo.core import clock, ids, journal
from amparo.core.errors import AmparoError
from amparo.core.privacy.seal import Keyring

KEPT = timedelta(days=7)
# A person asks for help twice at most, and says STOP once; two machines that answer each other must come to an end.
MOST_STOPS, MOST_HELPS, MOST_JOINS = 1, 3, 10


class NoSuchJoin(AmparoError):
    """No wish to join waits under this id; it may have been taken before."""

    code = "NO_SUCH_JOIN"


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody's wish to get alerts.

    Attributes:
        correspondent_id: whom they would go to.
        kind: by which channel.
        language: of the word that was used.
        argument: the places as they were written, folded; may be empty, or nonsense.
        is_proven: the wish came from the address itself. Else whoever takes it has to ask there.
    """

    correspondent_id: UUID
    kind: ChannelKind
    language: str
    argument: str
    is_proven: bool


def act_on(*, wish: Wish, kind: ChannelKind, address: str, keyring: Keyring, now: datetime) -> None:
    """Carry out a wish, then answer it. Call it outside a transaction: the answer goes over the wire.

    Raises:
        NoPublicKey: a JOIN by mail can't be sealed.
    """
    if wish.keyword is Keyword.JOIN:
        if answers.may("join", kind, address, MOST_JOINS, keyring=keyring, now=now):
            _join(wish, kind, address, keyring, now)
        return
    known = _known(kind, address, keyring)
    if kind is ChannelKind.EMAIL and wish.keyword is Keyword.STOP and known is not None:
        # The app above sends the links that end what it knows of; anybody can write STOP in anybody's name.
        if answers.may("stop", kind, address, MOST_STOPS, keyring=keyring, now=now):
            _stop(known, kind, address, keyring, now)
        return
    # Carriers' English words are used by everybody: who is known is answered in their own language.
    language = known.language if known is not None and wish.language == "en" else wish.language
    name, most = "keyword.help", MOST_HELPS
    if wish.keyword is Keyword.STOP:
        _stop(known, kind, address, keyring, now)
        name, most = "keyword.none" if kind is ChannelKind.EMAIL else "keyword.stop", MOST_STOPS
    answers.answer(
        name, kind=kind, address=address, language=language, keyring=keyring, most_a_day=most, now=now
    )


@transaction.atomic
def take_join(join_id: UUID) -> Join:
    """Hand over a wish to join, once; its words are deleted here.

    Raises:
        NoSuchJoin: there is none, it was taken before, or its correspondent was forgotten meanwhile.
    """
    row = JoinRequest.objects.select_for_update().select_related("correspondent").filter(pk=join_id).first()
    if row is None:
        raise NoSuchJoin
    kind = ChannelKind(row.correspondent.kind)
    join = Join(row.correspondent_id, kind, row.language, row.argument, row.is_proven)
    row.delete()
    return join


def _known(kind: ChannelKind, address: str, keyring: Keyring) -> Correspondent | None:
    lookup = correspondents.lookup_of(keyring, kind, address)
    return Correspondent.objects.filter(kind=kind, lookup=lookup).first()


@transaction.atomic
def _stop(
    known: Correspondent | None, kind: ChannelKind, address: str, keyring: Keyring, now: datetime
) -> None:
    """Tell the apps; where the sender is sure, also see to it that nothing more leaves from this moment.

    Whoever has the sender's conversation is told by whoever sorts what comes in.
    """
    stopped = [] if known is None else [known.pk, *known.merged.values_list("pk", flat=True)]
    if kind is not ChannelKind.EMAIL:
        thread = threads.find(kind=kind, address=address, keyring=keyring)
        JoinRequest.objects.filter(correspondent_id__in=stopped).delete()  # a JOIN from before the STOP
        _silence(stopped if thread is None else [*stopped, thread.correspondent_id])
    for correspondent_id in stopped:
        journal.write(
            notices.STOP_REQUESTED, subject=correspondent_id, by="subscriber", now=now, channel=kind.value
        )


def _silence(correspondent_ids: list[UUID]) -> None:
    """Cancel what waits, and let nothing more be queued until they write JOIN."""
    waiting = Delivery.objects.filter(correspondent_id__in=correspondent_ids, state__in=sorted(WAITING))
    waiting.update(state=DeliveryState.CANCELLED, reason="stopped", values={})
    confirmed = Correspondent.objects.filter(pk__in=correspondent_ids, state=CorrespondentState.CONFIRMED)
    confirmed.update(state=CorrespondentState.UNREACHABLE)


@transaction.atomic
def _join(wish: Wish, kind: ChannelKind, address: str, keyring: Keyring, now: datetime) -> None:
    is_proven = kind is not ChannelKind.EMAIL
    if is_proven:
        correspondent_id = _confirmed(kind, address, wish.language, keyring, now)
    else:
        correspondent_id = correspondents.register(
            kind=kind, address=address, language=wish.language, now=now
        )
    row = JoinRequest.objects.create(
        id=ids.new_anonymous_id(),
        correspondent_id=correspondent_id,
        language=wish.language,
        argument=wish.argument[:200],
        is_proven=is_proven,
        expires_at=clock.floor_to(now, clock.HOUR) + KEPT,
    )
    journal.write(notices.JOIN_REQUESTED, subject=row.pk, by="subscriber", now=now, channel=kind.value)


def _confirmed(kind: ChannelKind, address: str, language: str, keyring: Keyring, now: datetime) -> UUID:
    """Return the confirmed correspondent of an address, made now if there is none; whatever failed before, it works.

    Two gateways may do this for one address at the same moment: the database lets one of them make it.
    """
    correspondent_id = ids.new_anonymous_id()
    try:
        with transaction.atomic():
            if (known := _known(kind, address, keyring)) is not None:
                return _made_usable(known)
            Correspondent.objects.create(
                id=correspondent_id,
                kind=kind,
                language=language,
                state=CorrespondentState.CONFIRMED,
                contact=keyring.encrypt_contact(correspondent_id, address),
                lookup=correspondents.lookup_of(keyring, kind, address),
                registered_on=now.date(),
            )
    except IntegrityError:
        return Correspondent.objects.get(
            kind=kind, lookup=correspondents.lookup_of(keyring, kind, address)
        ).pk
    return correspondent_id


def _made_usable(known: Correspondent) -> UUID:
    Correspondent.objects.filter(pk=known.pk).update(state=CorrespondentState.CONFIRMED, is_released=False)
    return known.pk
