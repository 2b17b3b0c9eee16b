"""The tables of alerts: what was composed, what was sent, who wishes to hear, and how far the sending is."""

from django.db import models
from django.db.models import F, Q

from amparo.alerts.audio_models import Recording
from amparo.alerts.domain.kinds import Kind, Topic
from amparo.alerts.domain.states import UNSENT, State
from amparo.alerts.drill_models import Drill, DrillVolunteer
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
    "Drill",
    "DrillVolunteer",
    "Fanout",
    "Partner",
    "PartnerDocument",
    "PartnerState",
    "PartnerStatement",
    "Recording",
    "SignedMessage",
    "Subscription",
    "SubscriptionState",
    "SubscriptionTopic",
    "SubscriptionWatch",
    "SubscriptionWay",
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

    `step` counts the steps of its plan (`queries/plan.py`) that are done; `cursor` is the last id taken in the next.

    Privacy: internal; `cursor` is the id of a subscription or of a correspondent.
    Retention: with the alert.
    """

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, primary_key=True, related_name="fanout")
    message_id = models.UUIDField(null=True)
    step = models.PositiveIntegerField(default=0)
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

    `correspondent_id` is the first way to the person, `ways` are the further ones. `areas` are slugs of the gazetteer;
    `drawn` the cells of what was drawn or named by a radius, at mixed precision, in H3's hexadecimal writing.

    Privacy: personal: the areas that one unknown person watches, and when they sleep. Times are floored to the hour.
    Retention: unconfirmed 48 hours; then until unsubscribed or the consent ends, a year after it was given.
    """

    id = models.UUIDField(primary_key=True)
    correspondent_id = models.UUIDField()
    # The correspondent who had the same address before: deliveries are counted under that one.
    delivered_as = models.UUIDField(null=True)
    # By which the consent came, and by which alerts go first.
    channel = models.CharField(max_length=16, default=ChannelKind.EMAIL.value)
    state = models.CharField(max_length=16, choices=SubscriptionState.choices)
    language = models.CharField(max_length=35)
    is_everywhere = models.BooleanField(default=False)
    areas = models.JSONField(default=list)
    drawn = models.JSONField(default=list)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    wakes = models.BooleanField(default=False)
    # Whether `ways` has confirmed ones: most people have none, and a batch asks only for those of the others.
    has_further_ways = models.BooleanField(default=False)
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
            models.CheckConstraint(
                name="subscription_quiet",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
            ),
        ]

    def __str__(self) -> str:
        return str(self.state)


class SubscriptionWay(models.Model):
    """A further way to a subscriber, used in its order when those before it fail. It is asked for its own consent.

    Privacy: personal, with the subscription; the address is the gateway's.
    Retention: unconfirmed 48 hours (a code: one); then with the subscription, or until it is taken out or fails.
    """

    id = models.UUIDField(primary_key=True)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="ways")
    correspondent_id = models.UUIDField()
    delivered_as = models.UUIDField(null=True)
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16, choices=SubscriptionState.choices)
    position = models.PositiveSmallIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["delivered_as"], name="subscription_way_as")]
        constraints = [
            models.UniqueConstraint(fields=["correspondent_id"], name="subscription_way_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class SubscriptionWatch(models.Model):
    """That a confirmed subscription is to hear of a topic in a cell: the index by which an alert finds its audience.

    `cell` is 0 for the whole region. `urgency` tells who goes first of those who watch the same cell, by the first way
    to the person (`domain/ways.py`).

    Privacy: personal, with the subscription.
    Retention: with the subscription.
    """

    topic = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Topic])
    cell = models.BigIntegerField()
    urgency = models.PositiveSmallIntegerField()
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="watches")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "cell", "urgency", "subscription"], name="subscription_watch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.cell:x}"


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
