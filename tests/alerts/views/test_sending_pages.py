"""The desk sees how a sending goes, what failed and why; who may release has it tried again."""

import re
from uuid import UUID

import pytest

from amparo.alerts.models import Fanout
from amparo.channels.models import Delivery
from tests.alerts.world import World


def fail(alert_id: UUID, reason: str) -> None:
    """Let a delivery be given up, as the gateway writes it."""
    message_id = Fanout.objects.get(pk=alert_id).message_id
    assert message_id is not None
    row = Delivery.objects.filter(message_id=message_id).first()
    assert row is not None
    Delivery.objects.filter(pk=row.pk).update(
        state="dead", reason=reason, attempts=3, values={"unsubscribe_url": "https://red.example/u/x"}
    )


def test_progress_is_told_by_channel_and_language(world: World) -> None:
    world.subscriber("ana@example.org", language="es")
    world.subscriber("bea@example.org", language="en")
    alert_id = world.released()

    shown = world.personas.editor.client.get(f"/desk/alerts/{alert_id}/progress/").text

    assert "Sent to 2 of 2" in shown
    rows = re.findall(r'<th scope="row">E-mail<br><span class="muted">(\w+)</span></th>', shown)
    assert sorted(rows) == ["English", "Español"]


def test_what_failed_is_listed_in_words_and_tried_again(world: World) -> None:
    world.subscriber("ana@example.org")
    alert_id = world.released()
    fail(alert_id, "smtp_550")
    editor, path = world.personas.editor.client, f"/desk/alerts/{alert_id}/undelivered/"

    assert path in editor.get(f"/desk/alerts/{alert_id}/progress/").text
    shown = editor.get(path).text
    answer = editor.post(f"{path}again/", {"kind": "email", "reason": "smtp_550"})

    assert "The mail server refused the address (smtp_550)." in shown
    assert "ana@example.org" not in shown
    assert answer.status_code == 303
    world.work()
    assert "Everything that was tried has left." in editor.get(path).text


def test_nothing_of_what_was_taken_back_is_tried_again(world: World) -> None:
    world.subscriber("ana@example.org")
    alert_id = world.released()
    fail(alert_id, "smtp_550")
    world.withdraw(alert_id)
    editor, path = world.personas.editor.client, f"/desk/alerts/{alert_id}/undelivered/"

    shown = editor.get(path).text
    answer = editor.post(f"{path}again/", {"kind": "email", "reason": "smtp_550"})

    assert f"{path}again/" not in shown
    assert answer.status_code == 409
    assert Delivery.objects.filter(state="dead").count() == 1


@pytest.mark.parametrize("form", [{}, {"kind": "pigeon", "reason": "x"}])
def test_a_form_that_names_no_channel_is_not_found(world: World, form: dict[str, str]) -> None:
    alert_id = world.released()

    answer = world.personas.editor.client.post(f"/desk/alerts/{alert_id}/undelivered/again/", form)

    assert answer.status_code == 404


def test_who_may_not_release_sees_the_list_without_the_button(world: World) -> None:
    world.subscriber("ana@example.org")
    alert_id = world.released()
    fail(alert_id, "smtp_550")
    dispatcher, path = world.personas.dispatcher.client, f"/desk/alerts/{alert_id}/undelivered/"

    assert f"{path}again/" not in dispatcher.get(path).text
    assert dispatcher.post(f"{path}again/", {"kind": "email", "reason": "smtp_550"}).status_code == 403
