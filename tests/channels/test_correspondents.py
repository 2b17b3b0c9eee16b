"""Addresses: sealed, confirmed, merged, forgotten."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from amparo.channels import api
from amparo.channels.domain.states import CorrespondentState
from amparo.channels.models import Correspondent, Delivery
from amparo.channels.services.correspondents import address_of
from amparo.core import jobs, journal
from amparo.core.jobs import Priority
from amparo.core.languages import UnknownLanguage
from amparo.core.privacy.seal import DoesNotOpen, Keyring
from tests.channels.conftest import NOW

pytestmark = pytest.mark.django_db

ADDRESS = "maria@example.org"


def _register(address: str = ADDRESS, language: str = "es") -> UUID:
    return api.register_correspondent(kind=api.ChannelKind.EMAIL, address=address, language=language, now=NOW)


def _confirm(correspondent_id: UUID) -> None:
    api.confirm_correspondent(correspondent_id, NOW)
    assert jobs.run_all(now=NOW, queues=("gateway",)).failed == []


def _confirmed(address: str = ADDRESS) -> UUID:
    correspondent_id = _register(address)
    _confirm(correspondent_id)
    return correspondent_id


def _whole_database() -> bytes:
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 — names come from the database itself
            rows += cursor.fetchall()
    return b"\n".join(
        bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for row in rows for v in row
    )


def test_only_the_gateway_can_read_an_address(gateway: Keyring) -> None:
    correspondent = Correspondent.objects.get(pk=_register())

    assert ADDRESS.encode() not in _whole_database()
    assert address_of(gateway, correspondent) == ADDRESS
    with pytest.raises(DoesNotOpen):
        address_of(Keyring.generate(), correspondent)


def test_sealed_addresses_all_have_one_length(gateway: Keyring) -> None:
    for address in ("a@b.org", "a-much-longer-address.with.names@an-even-longer-domain.example.org"):
        _register(address)

    lengths = {len(bytes(row.sealed_address or b"")) for row in Correspondent.objects.all()}
    assert len(lengths) == 1


def test_without_a_public_key_nothing_is_stored(settings: Settings, tmp_path: Path) -> None:
    settings.GATEWAY_PUBLIC_KEY_FILE = tmp_path / "missing.pub"

    with pytest.raises(api.NoPublicKey):
        _register()

    assert not Correspondent.objects.exists()


def test_nobody_has_an_address_on_the_web(gateway: Keyring) -> None:
    with pytest.raises(api.NotAnAddressChannel):
        api.register_correspondent(kind=api.ChannelKind.WEB, address=ADDRESS, language="es", now=NOW)


def test_an_unknown_language_is_refused(gateway: Keyring) -> None:
    with pytest.raises(UnknownLanguage):
        _register(language="tlh-x-none")


def test_a_confirmed_address_is_kept_under_the_gateways_own_key(gateway: Keyring) -> None:
    correspondent_id = _confirmed()

    correspondent = Correspondent.objects.get(pk=correspondent_id)
    assert correspondent.state == CorrespondentState.CONFIRMED
    assert correspondent.sealed_address is None
    assert address_of(gateway, correspondent) == ADDRESS
    [entry] = journal.after(0, kinds=["channels.correspondent_confirmed"])
    assert (entry.subject, entry.payload) == (correspondent_id, {"same_as": None})
    assert ADDRESS.encode() not in _whole_database()


def test_a_contact_moved_to_another_row_does_not_open(gateway: Keyring) -> None:
    first, second = (Correspondent.objects.get(pk=_confirmed(a)) for a in (ADDRESS, "jose@example.org"))
    second.contact = first.contact

    with pytest.raises(DoesNotOpen):
        address_of(gateway, second)


def test_the_same_address_is_merged_when_confirmed(gateway: Keyring) -> None:
    first, second = _confirmed("Maria@Example.org"), _confirmed("maria@example.org")

    merged = Correspondent.objects.get(pk=second)
    assert merged.state == CorrespondentState.MERGED
    assert merged.merged_into_id == first
    assert journal.after(0, kinds=["channels.correspondent_confirmed"])[-1].payload == {"same_as": str(first)}


def test_confirming_twice_changes_nothing(gateway: Keyring) -> None:
    correspondent_id = _confirmed()

    _confirm(correspondent_id)

    assert len(journal.after(0, kinds=["channels.correspondent_confirmed"])) == 1


def test_confirming_what_was_forgotten_is_named(gateway: Keyring) -> None:
    correspondent_id = _register()
    api.forget_correspondent(correspondent_id, NOW)

    with pytest.raises(api.NoSuchCorrespondent):
        api.confirm_correspondent(correspondent_id, NOW)


def test_forgetting_deletes_the_address_and_stops_what_waits(gateway: Keyring) -> None:
    correspondent_id = _confirmed()
    message_id = _message()
    _queue(message_id, correspondent_id)

    api.forget_correspondent(correspondent_id, NOW)

    assert not Correspondent.objects.exists()
    assert api.progress(message_id).cancelled == 1
    assert Delivery.objects.get().values == {}
    with pytest.raises(api.NoSuchCorrespondent):
        api.forget_correspondent(correspondent_id, NOW)


def test_an_address_that_another_still_needs_is_forgotten_with_the_last(gateway: Keyring) -> None:
    first, second = _confirmed(), _confirmed()

    api.forget_correspondent(first, NOW)
    message_id = _message()
    assert _queue(message_id, second) == 1
    assert _queue(_message(), first) == 0

    api.forget_correspondent(second, NOW)
    assert not Correspondent.objects.exists()


def test_the_first_of_two_keeps_its_address_when_the_second_goes(gateway: Keyring) -> None:
    first, second = _confirmed(), _confirmed()

    api.forget_correspondent(second, NOW)

    assert address_of(gateway, Correspondent.objects.get()) == ADDRESS
    assert Correspondent.objects.get().pk == first


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "confirmed"},
        {"sealed_address": None},
        {"contact": b"x"},
        {"lookup": b"x"},
        {"state": "merged"},
        {"state": "other"},
        {"kind": "pigeon"},
    ],
    ids=str,
)
def test_the_database_refuses_columns_that_the_state_does_not_allow(
    gateway: Keyring, columns: dict[str, object]
) -> None:
    correspondent_id = _register()

    with pytest.raises(IntegrityError), transaction.atomic():
        Correspondent.objects.filter(pk=correspondent_id).update(**columns)


def _message() -> UUID:
    return api.create_message(
        purpose="alert",
        renderings={"en": api.Rendering("Confirmed", "A van.")},
        now=NOW,
        expires_at=datetime.fromisoformat("2026-11-20T17:30:00+00:00"),
    )


def _queue(message_id: UUID, correspondent_id: UUID) -> int:
    recipient = api.Recipient(correspondent_id, "es", {"unsubscribe_url": "https://red.example/u/x"})
    return api.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.ROUTINE, now=NOW
    )
