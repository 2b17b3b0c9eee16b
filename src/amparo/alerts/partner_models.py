"""The tables of partner networks: whom two coordinators let in, what was fetched there, and what they stated."""

from django.db import models
from django.db.models import F, Q

from amparo.alerts.domain.partners.message import Says


class PartnerState(models.TextChoices):
    """Where a partner stands. One person proposes, a second confirms, one alone stops."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    STOPPED = "stopped"


class Partner(models.Model):
    """A network whose signed alerts we read. What was confirmed never changes (trigger): add it anew instead.

    Privacy: internal; its name, and what it states, are public.
    Retention: with the installation.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=48)
    address = models.CharField(max_length=500)
    certificate = models.TextField()
    state = models.CharField(max_length=16, choices=PartnerState.choices)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    # How reading goes: when the index was last read whole, when next, how often in a row it failed and why.
    read_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partner_second_person",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="partner_active_is_confirmed",
                condition=~Q(state=PartnerState.ACTIVE)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["address"],
                name="partner_address_once",
                condition=~Q(state=PartnerState.STOPPED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class DocumentState(models.TextChoices):
    """What became of a document at a partner's host."""

    WANTED = "wanted"
    FETCHED = "fetched"
    TAKEN = "taken"
    REFUSED = "refused"
    LOST = "lost"


class PartnerDocument(models.Model):
    """One document at a partner's host: its index, or a message that the index names.

    Fetched by the gateway, which reads nothing in it; read by the worker, which goes nowhere.

    Privacy: none; published by the partner.
    Retention: three days after the index named it last; the bytes of a message until it is read.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="documents")
    address = models.CharField(max_length=500)
    is_index = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=DocumentState.choices, default=DocumentState.WANTED)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    body = models.BinaryField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=32, blank=True)
    # The index was read without it at this moment, and named it at the next reading.
    absent_at = models.DateTimeField(null=True)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "address"], name="partner_document_once")]

    def __str__(self) -> str:
        return f"{self.address} ({self.state})"


class PartnerStatement(models.Model):
    """What a partner stated under its signature. Never changes (trigger); a later one may take it back.

    Privacy: none; published by the partner. Words with marks that lead to a person are not shown.
    Retention: 30 days after it ends.
    """

    id = models.UUIDField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="statements")
    identifier = models.CharField(max_length=200)
    sender = models.CharField(max_length=200)
    sent = models.DateTimeField()
    expires_at = models.DateTimeField()
    received_at = models.DateTimeField()
    message_type = models.CharField(max_length=8)
    says = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Says])
    references = models.JSONField()
    words = models.JSONField()
    area = models.CharField(max_length=200, blank=True)
    # At neighbourhood precision, of our region only; empty where it is no neighbour's matter of ours.
    cells = models.JSONField()
    is_relay = models.BooleanField()
    body = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="partner_statement_end")]
        constraints = [
            models.UniqueConstraint(fields=["partner", "identifier"], name="partner_statement_once")
        ]

    def __str__(self) -> str:
        return f"{self.identifier} ({self.says})"
