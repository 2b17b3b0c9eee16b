"""The two tables of the ground: the journal and the ledger of jobs."""

from django.db import models
from django.db.models.query import QuerySet
from typing_extensions import override

from amparo.core.errors import AmparoError


class JournalIsAppendOnly(AmparoError):
    """An entry of the journal was about to be changed."""

    code = "JOURNAL_IS_APPEND_ONLY"


class JournalEntry(models.Model):
    """One notice: something happened, written in the transaction of the change.

    A trigger of the database refuses to change an entry.

    Privacy: internal.
    Retention: with the installation; holds opaque ids and no personal data.
    """

    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    subject = models.UUIDField()
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="journal_subject"),
            models.Index(fields=["kind", "id"], name="journal_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @override
    def save(self, *args: object, **kwargs: object) -> None:
        """Insert the entry.

        Raises:
            JournalIsAppendOnly: the entry was stored before.
        """
        if not self._state.adding:
            raise JournalIsAppendOnly
        super().save(force_insert=True)


class JobState(models.TextChoices):
    """What became of a job; one that succeeded has no row."""

    READY = "ready"
    DEAD = "dead"


class Job(models.Model):
    """One piece of background work in the ledger, which is the truth about every job.

    States: `ready` (waiting for `run_at`, or leased to `owner` until `lease_until`), then deleted when done, or `dead`
    when its attempts are used up. A worker may finish only what it still owns.

    Privacy: internal; the payload holds opaque ids only.
    Retention: deleted when done; dead jobs 30 days.
    """

    queue = models.CharField(max_length=16)
    name = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.READY)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    owner = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=64, blank=True)
    unique = models.CharField(max_length=128, null=True, unique=True)  # noqa: DJ001 — many rows have none
    # Only with a broker: since when its id counts as handed over; null while nobody has found it due.
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Not a partial index: SQLite passes over one whose condition arrives as a bound parameter.
            models.Index("state", "queue", models.F("priority").desc(), "run_at", name="job_next"),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_lease_has_owner",
                condition=models.Q(owner__isnull=True, lease_until__isnull=True)
                | models.Q(owner__isnull=False, lease_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @staticmethod
    def due(queues: tuple[str, ...], now: object) -> "QuerySet[Job]":
        """Return the jobs that may be taken now, the most urgent first."""
        return (
            Job.free(now)
            .filter(queue__in=queues, state=JobState.READY, run_at__lte=now)
            .order_by("-priority", "run_at", "pk")
        )

    @staticmethod
    def free(now: object) -> "QuerySet[Job]":
        """Return the jobs that nobody has in hand."""
        return Job.objects.filter(models.Q(lease_until__isnull=True) | models.Q(lease_until__lte=now))


class Heartbeat(models.Model):
    """The last sign of life of one process of the installation, on whichever machine.

    A process that ends as asked takes its row along. One that is silent was killed, hangs, or lost the database.

    Privacy: internal; the machine's name is what its operator calls it.
    Retention: a day after the last beat.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    machine = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["beat_at"], name="heartbeat_beat")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.machine}"


class Alarm(models.Model):
    """Something that the people on call were told, or will be: from the first look that found it until it is over.

    Privacy: internal; a code and counts.
    Retention: until a look finds it over.
    """

    code = models.CharField(max_length=128, primary_key=True)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code
