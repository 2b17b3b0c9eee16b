"""Registering, confirming and forgetting addresses. Only `confirm_now` runs where addresses can be read."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amparo.channels import keys, notices
from amparo.channels.domain import addresses, push_subscriptions
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import WAITING, CorrespondentState, DeliveryState
from amparo.channels.models import Correspondent, Delivery, JoinRequest
from amparo.channels.sms.phones import check_country
from amparo.channels.web_push import hosts
from amparo.core import database, ids, jobs, journal, languages
from amparo.core.errors import AmparoError
from amparo.core.privacy.seal import Keyring, seal_to

# An address is padded before it is sealed: its length would help to guess it.
_PADDED_BYTES = 320
_PADDED_BYTES_OF = {ChannelKind.WEB_PUSH: push_subscriptions.LONGEST}


class NoSuchCorrespondent(AmparoError):
    """No correspondent has this id, or it was forgotten."""

    code = "NO_SUCH_CORRESPONDENT"


class NotAnAddressChannel(AmparoError):
    """Nobody has an address on this kind of channel; `fields` has `kind`."""

    code = "NOT_AN_ADDRESS_CHANNEL"


def register(*, kind: ChannelKind, address: str, language: str, now: datetime) -> UUID:
    """Seal an address to the gateway and return the opaque id that stands for it from now on.

    Raises:
        AddressRefused: it is no address, or a number of a country to which no SMS may leave; `reason` says why.
        UnknownLanguage: the registry does not have the language.
        NotAnAddressChannel: as for `web`.
        NoPublicKey: nothing can be sealed, so nothing was stored.
    """
    if kind is ChannelKind.WEB:
        raise NotAnAddressChannel(kind=kind.value)
    stored = _normal(kind, address)
    correspondent = Correspondent.objects.create(
        id=ids.new_anonymous_id(),
        kind=kind,
        language=languages.get(language).tag,
        state=CorrespondentState.UNCONFIRMED,
        sealed_address=seal_address(stored, kind),
        registered_on=now.date(),
    )
    return correspondent.pk


@transaction.atomic
def readdress(correspondent_id: UUID, *, address: str, now: datetime) -> None:
    """Give a correspondent another address of the same person on the same channel; what waits goes there.

    Whoever calls has seen to it that the wish is the person's.

    Raises:
        NoSuchCorrespondent: there is none.
        AddressRefused, NoPublicKey: as for `register`.
    """
    row = Correspondent.objects.select_for_update().filter(pk=correspondent_id, is_released=False).first()
    if row is None:
        raise NoSuchCorrespondent
    kind = ChannelKind(row.kind)
    normal = _normal(kind, address)
    keeper = row.merged_into
    row.state = CorrespondentState.UNCONFIRMED
    row.sealed_address, row.contact, row.lookup = seal_address(normal, kind), None, None
    row.merged_into = None
    row.save()
    if keeper is not None and keeper.is_released and not keeper.merged.exists():
        _delete(keeper)
    transaction.on_commit(database.erase_residue)
    ask_to_confirm(correspondent_id, now=now)


def _normal(kind: ChannelKind, address: str) -> str:
    normal = addresses.normal(kind, address)
    if kind is ChannelKind.SMS:
        check_country(normal)
    if kind is ChannelKind.WEB_PUSH and not hosts.is_push_service(push_subscriptions.read(normal)):
        raise addresses.AddressRefused(reason="unknown_push_service")
    return normal


def seal_address(address: str, kind: ChannelKind = ChannelKind.EMAIL) -> bytes:
    """Return a stored-form address sealed to the gateway, of the same length for all of its kind.

    Raises:
        NoPublicKey: there is no key to seal to.
    """
    size = _PADDED_BYTES_OF.get(kind, _PADDED_BYTES)
    return seal_to(keys.public_key(), address.encode().ljust(size, b"\0"))


def open_sealed_address(keyring: Keyring, sealed: bytes) -> str:
    """Return what `seal_address` hid.

    Raises:
        DoesNotOpen: it was sealed to another key.
    """
    return keyring.open_sealed(sealed).rstrip(b"\0").decode()


def address_of(keyring: Keyring, correspondent: Correspondent) -> str:
    """Return a correspondent's address.

    Raises:
        DoesNotOpen: another key, or changed bytes.
        NoSuchCorrespondent: the row holds no address (it is merged into another).
    """
    if correspondent.contact is not None:
        return keyring.decrypt_contact(correspondent.pk, bytes(correspondent.contact))
    if correspondent.sealed_address is not None:
        return open_sealed_address(keyring, bytes(correspondent.sealed_address))
    raise NoSuchCorrespondent


def lookup_of(keyring: Keyring, kind: ChannelKind, address: str) -> bytes:
    """Return the keyed hash by which an address in stored form is found again."""
    return keyring.lookup(kind.value, addresses.key_of(kind, address))


def ask_to_confirm(correspondent_id: UUID, *, now: datetime) -> None:
    """Have the gateway confirm a correspondent whose owner has answered from the address.

    Raises:
        NoSuchCorrespondent: there is none.
    """
    if not Correspondent.objects.filter(pk=correspondent_id).exists():
        raise NoSuchCorrespondent
    jobs.enqueue("channels.confirm", {"correspondent": str(correspondent_id)}, now=now)


@transaction.atomic
def confirm_now(correspondent_id: UUID, *, keyring: Keyring, now: datetime) -> None:
    """Re-encrypt a confirmed address under the gateway's own key, and merge it into an earlier one that is the same.

    Raises:
        jobs.Retry: another gateway is confirming the same address at this moment.
    """
    correspondent = Correspondent.objects.select_for_update().filter(pk=correspondent_id).first()
    if correspondent is None or correspondent.state != CorrespondentState.UNCONFIRMED:
        return
    kind = ChannelKind(correspondent.kind)
    address = address_of(keyring, correspondent)
    lookup = lookup_of(keyring, kind, address)
    earlier = Correspondent.objects.select_for_update().filter(kind=kind, lookup=lookup).first()
    correspondent.sealed_address = None
    if earlier is None:
        correspondent.state = CorrespondentState.CONFIRMED
        correspondent.contact = keyring.encrypt_contact(correspondent.pk, address)
        correspondent.lookup = lookup
    else:
        correspondent.state = CorrespondentState.MERGED
        correspondent.merged_into = earlier
        # Its owner has just answered from it: whatever failed before, it works again.
        Correspondent.objects.filter(pk=earlier.pk).update(state=CorrespondentState.CONFIRMED)
    try:
        with transaction.atomic():
            correspondent.save()
    except IntegrityError as error:
        raise jobs.Retry(after=jobs.FIRST_BACKOFF / 4) from error
    journal.write(
        notices.CORRESPONDENT_CONFIRMED,
        subject=correspondent_id,
        by="subscriber",
        now=now,
        same_as=None if earlier is None else str(earlier.pk),
    )


@transaction.atomic
def forget(correspondent_id: UUID) -> None:
    """Forget an address: what waits for it is cancelled, what was sent stays counted without it.

    An address that another, merged correspondent still needs is kept until that one is forgotten too. Who has just
    written JOIN again is kept: whoever takes that wish decides.

    Raises:
        NoSuchCorrespondent: there is none; it may have been forgotten before.
    """
    correspondent = Correspondent.objects.select_for_update().filter(pk=correspondent_id).first()
    if correspondent is None or correspondent.is_released:
        raise NoSuchCorrespondent
    if JoinRequest.objects.filter(correspondent_id=correspondent_id).exists():
        return
    keeper = correspondent.merged_into
    if correspondent.merged.exists():
        Correspondent.objects.filter(pk=correspondent.pk).update(is_released=True)
        return
    _delete(correspondent)
    transaction.on_commit(database.erase_residue)
    if keeper is not None and keeper.is_released and not keeper.merged.exists():
        _delete(keeper)


def _delete(correspondent: Correspondent) -> None:
    waiting = Delivery.objects.filter(correspondent=correspondent, state__in=sorted(WAITING))
    waiting.update(state=DeliveryState.CANCELLED, reason="forgotten")
    Delivery.objects.filter(correspondent=correspondent).update(values={})
    correspondent.delete()


def mark_unreachable(correspondent_id: UUID, *, reason: str, now: datetime) -> None:
    """Record that nothing arrives at an address, and tell the apps that use it. Inside the caller's transaction."""
    correspondent = Correspondent.objects.filter(pk=correspondent_id).first()
    if correspondent is None or correspondent.state == CorrespondentState.UNREACHABLE:
        return
    if correspondent.state == CorrespondentState.CONFIRMED:
        Correspondent.objects.filter(pk=correspondent_id).update(state=CorrespondentState.UNREACHABLE)
    journal.write(
        notices.ADDRESS_FAILED,
        subject=correspondent_id,
        by="system",
        now=now,
        channel=correspondent.kind,
        reason=reason,
    )
