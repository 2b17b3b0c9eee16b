"""Correspondents, messages, the delivery ledger, what came in, and what the recording adapter kept."""

from django.db import models
from django.db.models import Q

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import (
    ADDRESS_COLUMNS,
    FILLED_COLUMNS,
    WAITING,
    CorrespondentState,
    DeliveryState,
    InboundState,
)

_KINDS = [(kind.value, kind.value) for kind in ChannelKind]


def _filled_as_the_state_says() -> Q:
    condition = Q()
    for state, filled in FILLED_COLUMNS.items():
        columns = {f"{column}__isnull": column not in filled for column in ADDRESS_COLUMNS}
        condition |= Q(state=state.value, **columns)
    return condition


class Correspondent(models.Model):
    """One address of one person on one channel, which only the gateway can read. Others hold its id.

    Unconfirmed: sealed to the gateway's public key. Confirmed: under the gateway's own key, and found again by a
    keyed hash. Merged: the same address as another row. Released: forgotten, but a merged row still needs it.

    Privacy: sealed.
    Retention: until its owner asks to forget it, or the app that registered it does: a subscription that ends or is not
        confirmed within 48 hours, a report that closes.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16, choices=_KINDS)
    language = models.CharField(max_length=16)
    state = models.CharField(
        max_length=16, choices=[(state.value, state.value) for state in CorrespondentState]
    )
    sealed_address = models.BinaryField(null=True)
    contact = models.BinaryField(null=True)
    lookup = models.BinaryField(max_length=32, null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    is_released = models.BooleanField(default=False)
    registered_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="correspondent_columns", condition=_filled_as_the_state_says()),
            models.CheckConstraint(
                name="correspondent_kind", condition=Q(kind__in=[kind.value for kind in ChannelKind])
            ),
            models.UniqueConstraint(fields=["kind", "lookup"], name="correspondent_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    """Something to be said to many, in several languages, until a time.

    Privacy: none; what it says was composed for its receivers, and what is personal stands in a delivery's values.
    Retention: 30 days after its end.
    """

    id = models.UUIDField(primary_key=True)
    purpose = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    cancelled_at = models.DateTimeField(null=True)
    # Which messages replace each other, and which page belongs to this one (`domain/about.py`); empty: none does.
    about = models.JSONField(default=dict)
    # Whether what its deliveries held for one person was deleted when it was over.
    is_swept = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_ends_later", condition=Q(expires_at__gt=models.F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Rendering(models.Model):
    """What a message says in one language.

    Privacy: none.
    Retention: with its message.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="renderings")
    language = models.CharField(max_length=16)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    short = models.TextField(blank=True)
    brief = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "language"], name="rendering_once"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.language}"


class Delivery(models.Model):
    """One message to one correspondent, and what became of it: a row of the ledger that resumes after a crash.

    States and moves: `domain/states.py`. `sending` means leased to `owner` until `lease_until`; results are recorded
    only by the owner. `may_have_arrived`: a try ended without our learning how. `has_arrived`: the provider reports so.
    `reference`: the provider's own name of the message. `fallbacks`: the hexadecimal ids of the person's correspondents
    on other channels, in their order, with a comma between them.

    Privacy: internal; opaque ids, and values such as a link that ends a subscription, dropped when the message is over,
        or as soon as it was sent where there is no other channel that might need them.
    Retention: with its message.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    correspondent = models.ForeignKey(
        Correspondent, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    kind = models.CharField(max_length=16)
    language = models.CharField(max_length=16)
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in DeliveryState])
    # SQLite takes a partial index only when its condition stands in the query word for word, without parameters:
    # a truth value does, a list of states does not.
    is_waiting = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(state__in=sorted(state.value for state in WAITING)), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    priority = models.SmallIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    run_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    owner = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=32, unique=True)
    may_have_arrived = models.BooleanField(default=False)
    has_arrived = models.BooleanField(default=False)
    reason = models.CharField(max_length=32, blank=True)
    reference = models.CharField(max_length=128, null=True)  # noqa: DJ001 — only those with one are in the index
    fallbacks = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "correspondent"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_lease",
                condition=Q(state=DeliveryState.SENDING.value, owner__isnull=False, lease_until__isnull=False)
                | (~Q(state=DeliveryState.SENDING.value) & Q(owner__isnull=True, lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="delivery_state", condition=Q(state__in=[state.value for state in DeliveryState])
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "-priority", "run_at", "id"],
                name="delivery_next",
                condition=Q(is_waiting=True),
            ),
            # Counting by state, channel and language, and finding the dead, without reading the rows.
            models.Index(
                fields=["message", "state", "kind", "language", "has_arrived"], name="delivery_counted"
            ),
            models.Index(
                fields=["reference"], name="delivery_reference", condition=Q(reference__isnull=False)
            ),
            models.Index(
                fields=["lease_until"], name="delivery_leased", condition=Q(lease_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Outage(models.Model):
    """A provider who can't be reached, or does not let us in, since when and why. No row: all is well.

    Privacy: none.
    Retention: until the provider takes a message again.
    """

    kind = models.CharField(max_length=16, primary_key=True, choices=_KINDS)
    since = models.DateTimeField()
    reason = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.kind} {self.reason}"


class Thread(models.Model):
    """By which keyed hash the gateway knows a reporter's next message, so that an answer is no new report.

    The hash is made for threads alone: it is not the one by which subscriptions are found. Held: a report needs the
    correspondent, and whoever has the report lets it go.

    Privacy: sealed.
    Retention: 48 hours after the last message; when held, until the report closes, or the correspondent is forgotten.
    """

    kind = models.CharField(max_length=16, choices=_KINDS)
    lookup = models.BinaryField(max_length=32)
    correspondent = models.OneToOneField(Correspondent, on_delete=models.CASCADE, related_name="thread")
    is_held = models.BooleanField(default=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "lookup"], name="thread_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class InboundMessage(models.Model):
    """What somebody sent us, until another app has taken it. `arrival` puts them in the order of their coming.

    Privacy: sealed for the sender's address; the text is plain and personal.
    Retention: 7 days; its text and sender are dropped when it is taken.
    """

    id = models.UUIDField(primary_key=True)
    arrival = models.BigIntegerField(default=0, db_index=True)
    kind = models.CharField(max_length=16, choices=_KINDS)
    received_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in InboundState])
    fingerprint = models.BinaryField(max_length=16, unique=True)
    sealed_sender = models.BinaryField(null=True)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.SET_NULL, null=True, related_name="+")
    keyword = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inbound_sealed_until_read",
                condition=Q(state=InboundState.RECEIVED.value, sealed_sender__isnull=False)
                | (~Q(state=InboundState.RECEIVED.value) & Q(sealed_sender__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ChannelSwitch(models.Model):
    """Whether a network uses a kind of channel that shows others more than it must, as SMS does. No row: it is off.

    Privacy: internal.
    Retention: with the installation.
    """

    kind = models.CharField(max_length=16, primary_key=True, choices=_KINDS)
    is_on = models.BooleanField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {'on' if self.is_on else 'off'}"


class JoinRequest(models.Model):
    """Somebody's wish to get alerts, in their own words, until the app above takes it.

    Its words stay here and out of the journal, which is kept.

    Privacy: personal: the places that one unknown person watches.
    Retention: deleted when it is taken, else after 7 days.
    """

    id = models.UUIDField(primary_key=True)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=16)
    argument = models.CharField(max_length=200, blank=True)
    is_proven = models.BooleanField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class RecordedMessage(models.Model):
    """What would have left, kept by the recording adapter of the demonstration and the tests.

    Privacy: none; it exists only where all people are invented, and masks their addresses all the same.
    Retention: with the demonstration.
    """

    kind = models.CharField(max_length=16)
    to = models.CharField(max_length=16)
    subject = models.CharField(max_length=400)
    body = models.TextField()
    language = models.CharField(max_length=16)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.to}"
