"""The tables of alerts: what was composed, what was sent, who wishes to hear, and how far the sending is."""

from django.db import models
from django.db.models import F, Q

from amparo.alerts.domain.kinds import Kind, Topic
from amparo.alerts.domain.states import UNSENT, State
from amparo.alerts.partner_models import (
    DocumentState,
    Partner,
    PartnerDocument,
    PartnerState,
    PartnerStatement,
)
from amparo.channels.api import ChannelKind

__all__ = [
    "Alert",
    "AlertText",
    "CAPMessage",
    "DocumentState",
    "Fanout",
    "Partner",
    "PartnerDocument",
    "PartnerState",
    "PartnerStatement",
    "Subscription",
    "SubscriptionCell",
    "SubscriptionState",
    "SubscriptionTopic",
]

_UNSENT = sorted(each.value for each in UNSENT)
_NOT_LIVE = sorted({*_UNSENT, State.EXPIRED.value, State.WITHDRAWN.value})


class Alert(models.Model):
    """One public message, from its draft to its end. States and transitions: `domain/states.py`.

    A thread is a first message and what followed it; `thread` is the id of the first. A trigger of the database refuses
    to change what was released (migration 0001).

    Privacy: internal until released, then none. The cells are already as coarse as the public may know them.
    Retention: with the installation once released; drafts that were never released 30 days.
    """

    id = models.UUIDField(primary_key=True)
    thread = models.UUIDField()
    # Which message of its thread it is, from 1, given at release: two may go out in the same instant.
    number = models.PositiveSmallIntegerField(null=True)
    incident_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Kind])
    state = models.CharField(max_length=16, choices=[(each.value, each.value) for each in State])
    code = models.CharField(max_length=8, unique=True)
    content = models.JSONField()
    # Everybody who put a hand to the content: none of them may release it.
    authors = models.JSONField()
    proposed_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    draft_expires_at = models.DateTimeField()
    composed_by = models.UUIDField()
    proposed_by = models.UUIDField(null=True)
    released_by = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "expires_at"], name="alert_state"),
            models.Index(fields=["incident_id"], name="alert_incident"),
            models.Index(fields=["-released_at"], name="alert_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="alert_number_once"),
            models.CheckConstraint(
                name="alert_state_known", condition=Q(state__in=[each.value for each in State])
            ),
            models.CheckConstraint(
                name="alert_kind_known", condition=Q(kind__in=[each.value for each in Kind])
            ),
            models.CheckConstraint(
                name="alert_second_person",
                condition=Q(released_by__isnull=True)
                | Q(kind=Kind.WITHDRAWAL.value)
                | ~Q(released_by=F("composed_by")),
            ),
            models.CheckConstraint(
                name="alert_release_is_whole",
                condition=Q(
                    number__isnull=True,
                    released_by__isnull=True,
                    released_at__isnull=True,
                    expires_at__isnull=True,
                )
                | Q(
                    number__isnull=False,
                    released_by__isnull=False,
                    released_at__isnull=False,
                    expires_at__gt=F("released_at"),
                ),
            ),
            models.CheckConstraint(
                name="alert_sent_has_release",
                condition=Q(state__in=_NOT_LIVE) | Q(released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="alert_unsent_has_none",
                condition=~Q(state__in=_UNSENT) | Q(released_by__isnull=True),
            ),
            models.CheckConstraint(
                name="alert_proposed_has_hash",
                condition=~Q(state=State.PROPOSED.value)
                | (~Q(proposed_hash="") & Q(proposed_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind} ({self.state})"


class AlertText(models.Model):
    """An alert's words in one language, as they went out. Inserted with the release, never changed (trigger).

    Privacy: none; public.
    Retention: with the alert.
    """

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=35)
    headline = models.CharField(max_length=160)
    description = models.TextField()
    instruction = models.TextField(blank=True)
    closing = models.TextField()
    is_draft = models.BooleanField()
    # What an SMS says; empty for what was sent before there were any.
    short = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "language"], name="alert_text_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.language}"


class CAPMessage(models.Model):
    """The bytes of an alert's CAP message, and the three strings by which later messages refer to it.

    Inserted with the release, never changed (trigger).

    Privacy: none; public.
    Retention: with the alert.
    """

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, primary_key=True, related_name="cap")
    identifier = models.CharField(max_length=80, unique=True)
    sender = models.CharField(max_length=255)
    sent = models.CharField(max_length=25)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.identifier


class SignedMessage(models.Model):
    """An alert's CAP message with the network's signature inside it: what is published. The unsigned bytes stay too.

    Written once by the worker, right after the release, never changed (trigger).

    Privacy: none; public.
    Retention: with the alert.
    """

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, primary_key=True, related_name="signed")
    body = models.BinaryField()
    # The SHA-256 fingerprint of the certificate, as programs print it.
    certificate = models.CharField(max_length=95)
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.alert_id} {self.certificate[:11]}"


class Fanout(models.Model):
    """How far an alert's recipients have been written into the delivery ledger.

    Privacy: internal; `cursor` is the id of a subscription.
    Retention: with the alert.
    """

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, primary_key=True, related_name="fanout")
    message_id = models.UUIDField(null=True)
    cursor = models.UUIDField(null=True)
    queued = models.PositiveIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.alert_id} {self.queued}"


class SubscriptionState(models.TextChoices):
    """Where a subscription stands. One that ended has no row."""

    PENDING = "pending"
    CONFIRMED = "confirmed"


class Subscription(models.Model):
    """A person's wish for alerts. The address is the gateway's; here is only an opaque correspondent.

    Privacy: personal: the areas that one unknown person watches. Times are floored to the hour.
    Retention: unconfirmed 48 hours; then until unsubscribed or the consent ends, a year after it was given.
    """

    id = models.UUIDField(primary_key=True)
    correspondent_id = models.UUIDField()
    # The correspondent who had the same address before: deliveries are counted under that one.
    delivered_as = models.UUIDField(null=True)
    # By which the consent came, and by which alerts go.
    channel = models.CharField(max_length=16, default=ChannelKind.EMAIL.value)
    state = models.CharField(max_length=16, choices=SubscriptionState.choices)
    language = models.CharField(max_length=35)
    is_everywhere = models.BooleanField(default=False)
    areas = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True)
    consent_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="subscription_walk"),
            models.Index(fields=["delivered_as"], name="subscription_delivered_as"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["correspondent_id"], name="subscription_of_one"),
            models.CheckConstraint(
                name="subscription_consent",
                condition=Q(state=SubscriptionState.PENDING, consented_at__isnull=True)
                | Q(
                    state=SubscriptionState.CONFIRMED, consented_at__isnull=False, consent_until__isnull=False
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.state)


class SubscriptionCell(models.Model):
    """A cell that a subscription watches, at neighbourhood precision.

    Privacy: personal, with the subscription.
    Retention: with the subscription.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="cells")
    cell = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell", "subscription"], name="subscription_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.cell:x}"


class SubscriptionTopic(models.Model):
    """A topic that a subscription wishes to hear of.

    Privacy: personal, with the subscription.
    Retention: with the subscription.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Topic])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "topic"], name="subscription_topic_once")
        ]

    def __str__(self) -> str:
        return self.topic


class Drill(models.Model):
    """An exercise, from its proposal to its end. A table of its own: nothing that is public ever reads it.

    What it says is fixed when it is proposed (trigger); who proposed it does not release it.

    Privacy: internal; nothing in it happened.
    Retention: with the installation.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=10, unique=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    composed_by = models.UUIDField()
    created_at = models.DateTimeField()
    proposal_ends_at = models.DateTimeField()
    released_by = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True)
    message_id = models.UUIDField(null=True)
    cap = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="drill_newest")]
        constraints = [
            models.CheckConstraint(
                name="drill_second_person",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("composed_by")),
            ),
            models.CheckConstraint(
                name="drill_release_is_whole",
                condition=Q(released_by__isnull=True, released_at__isnull=True, expires_at__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False, expires_at__gt=F("released_at")),
            ),
            models.CheckConstraint(
                name="drill_stop_is_whole",
                condition=Q(stopped_by__isnull=True, stopped_at__isnull=True)
                | Q(stopped_by__isnull=False, stopped_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DrillVolunteer(models.Model):
    """A member who wishes to get drills, by an address that only the gateway knows. Live alerts never read it.

    Privacy: personal: which member has an address here; the address itself is the gateway's.
    Retention: until the member leaves the list or the network; unconfirmed 48 hours.
    """

    id = models.UUIDField(primary_key=True)
    member_id = models.UUIDField(unique=True)
    correspondent_id = models.UUIDField(unique=True)
    # The correspondent who had the same address before: deliveries are counted under that one.
    delivered_as = models.UUIDField(null=True)
    language = models.CharField(max_length=35)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
