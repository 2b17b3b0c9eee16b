"""Fetch alerts, for reading or for changing."""

from collections.abc import Iterable
from uuid import UUID

from amparo.alerts.domain.content import Content
from amparo.alerts.domain.states import UNSENT, State
from amparo.alerts.models import Alert
from amparo.core.errors import AmparoError


class NoSuchAlert(AmparoError):
    """There is no alert with this id that the caller may see."""

    code = "NO_SUCH_ALERT"


def alert(alert_id: UUID) -> Alert:
    """Return an alert.

    Raises:
        NoSuchAlert: there is none.
    """
    row = Alert.objects.filter(pk=alert_id).first()
    if row is None:
        raise NoSuchAlert
    return row


def locked(alert_id: UUID) -> Alert:
    """Return an alert whose row no other transaction changes until the caller's ends.

    Raises:
        NoSuchAlert: there is none.
    """
    row = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if row is None:
        raise NoSuchAlert
    return row


def content_of(row: Alert) -> Content:
    """Return what an alert says."""
    return Content.from_json(row.content)


def sent_in_thread(thread: UUID) -> list[Alert]:
    """Return the messages of a thread that went out, oldest first, with their CAP messages."""
    rows = Alert.objects.filter(thread=thread, released_at__isnull=False)
    return list(rows.select_related("cap").order_by("number"))


def head_of(thread: UUID) -> Alert | None:
    """Return the newest message of a thread that went out."""
    return Alert.objects.filter(thread=thread, released_at__isnull=False).order_by("number").last()


def next_number(thread: UUID) -> int:
    """Return the number that the next message of a thread gets."""
    head = head_of(thread)
    return (head.number or 0) + 1 if head else 1


def live_of_incident(incident_id: UUID, *, besides: UUID | None = None) -> list[Alert]:
    """Return what stands released about an incident in other threads than one."""
    rows = Alert.objects.filter(incident_id=incident_id, state=State.RELEASED)
    return list(rows.exclude(thread=besides) if besides else rows)


def unsent() -> Iterable[Alert]:
    """Return drafts and proposals, those waiting for a second person first, then the newest."""
    return Alert.objects.filter(state__in=sorted(UNSENT)).order_by("-state", "-created_at")
