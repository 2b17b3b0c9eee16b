"""The tables of surges and floods: what each hour brought, which level stood, and what is doubtful."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from amparo.incidents.domain.doubts import Hand
from amparo.incidents.domain.surge import Level, Why
from amparo.incidents.models.incident import Incident

_MEMBER = settings.AUTH_USER_MODEL


class HourCount(models.Model):
    """How many reports one hour brought, and how many of them were doubtful. Counts, and nothing that tells whose.

    Privacy: none.
    Retention: 90 days; deleted when an hour begins.
    """

    hour = models.DateTimeField(unique=True)
    received = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)

    @override
    def __str__(self) -> str:
        return f"{self.hour:%F %H}: {self.received}"


class ModeChange(models.Model):
    """One change of the level, with the numbers that brought it about, or the member who switched it. Never edited.

    The newest stands. `number` grows by one: of two who switch at the same moment the second is told.

    Privacy: internal.
    Retention: with the installation.
    """

    number = models.PositiveIntegerField(unique=True)
    level = models.CharField(max_length=8)
    why = models.CharField(max_length=16)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, null=True, related_name="+")
    received = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    usual = models.FloatField(default=0)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="mode_level_known", condition=Q(level__in=sorted(each.value for each in Level))
            ),
            models.CheckConstraint(
                name="mode_why_known", condition=Q(why__in=sorted(each.value for each in Why))
            ),
            models.CheckConstraint(
                name="mode_by_hand_has_end",
                condition=Q(why=Why.BY_HAND.value, by__isnull=False, until__isnull=False, until__gt=F("at"))
                | (~Q(why=Why.BY_HAND.value) & Q(until__isnull=True)),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.number}: {self.level}"


class Standing(models.Model):
    """Why an incident stands where it does: how much it is doubted, and what a person said against the machine.

    `hand` is empty where nobody said anything; else a person put it aside, or took it back. What was taken back stays
    so; what was put aside comes back when more independent `sources` tell of it than then.

    Privacy: internal.
    Retention: with the incident.
    """

    incident = models.OneToOneField(
        Incident, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    doubt = models.PositiveSmallIntegerField(default=0)  # of 100
    doubts = models.JSONField(default=list)
    is_supported = models.BooleanField(default=False)
    hand = models.CharField(max_length=8, blank=True)
    sources = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="standing_hand_known",
                condition=Q(hand="", by__isnull=True, at__isnull=True)
                | Q(
                    hand__in=sorted(each.value for each in Hand),
                    by__isnull=False,
                    at__isnull=False,
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.pk} {self.hand}"


class Echo(models.Model):
    """That a report's words, or long phrases of them, were told of places far apart within some hours. No words.

    Privacy: internal.
    Retention: 14 days; deleted when an hour begins.
    """

    report_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    @override
    def __str__(self) -> str:
        return str(self.pk)
