"""The tables of incidents: what may have happened, which reports tell of it, and what was found."""

from collections.abc import Iterable
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from amparo.core.errors import AmparoError
from amparo.incidents.domain.outcomes import Basis, Outcome, bases_from_json
from amparo.incidents.domain.states import CAN_END, GONE, OUTCOME_STATES, UNDECIDED, State
from amparo.incidents.models.ranking import rank

_MEMBER = settings.AUTH_USER_MODEL
_LONGEST_VALUE = 24


class OutcomeIsAppendOnly(AmparoError):
    """A recorded outcome was about to be changed; a correction is a new record."""

    code = "OUTCOME_IS_APPEND_ONLY"


def _plain(values: Iterable[StrEnum]) -> list[str]:
    """Return values as plain sorted text, as migrations should hold them."""
    return sorted(each.value for each in values)


_ENDED, _MERGED, _CHECKING = State.ENDED.value, State.MERGED.value, State.CHECKING.value


class Incident(models.Model):
    """What the network believes may have happened at one place and time: a group of reports.

    Place, time and kind are recomputed from its present reports whenever these change (`domain/summary.py`); the
    states are those of `domain/states.py`. The id is a UUIDv7 of the *hour* in which the first report came in.
    Aside: doubtful while a flood lasts, so that it waits beside the queue; the greater weight is looked at earlier.
    How long it waited for a first look and for its outcome is kept in minutes, for the network's own honesty.

    Privacy: internal; `cell` may be a home and is shown by the precision ladder only.
    Retention: with the installation; a day after closing its times are truncated to the hour.
    """

    id = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=_LONGEST_VALUE, default=State.OPEN.value)
    outcome = models.CharField(max_length=_LONGEST_VALUE, blank=True)
    cell = models.BigIntegerField()
    search_cell = models.BigIntegerField()
    place_is_known = models.BooleanField(default=True)
    is_home = models.BooleanField()
    activity = models.CharField(max_length=_LONGEST_VALUE)
    agency = models.CharField(max_length=_LONGEST_VALUE)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)
    child_alone = models.BooleanField(default=False)
    someone_hurt = models.BooleanField(default=False)
    independent_count = models.PositiveSmallIntegerField(default=0)
    weight = models.SmallIntegerField(default=0)
    is_aside = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    looked_after_min = models.PositiveIntegerField(null=True)
    decided_after_min = models.PositiveIntegerField(null=True)
    # Something came in after it was decided: somebody should look again.
    has_news = models.BooleanField(default=False)
    checking_by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, null=True, related_name="+")
    checking_since = models.DateTimeField(null=True)
    # Somebody had it and did nothing: it came back to the queue by itself.
    came_back = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    looks_like = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    queue_rank = models.GeneratedField(
        expression=rank(), output_field=models.IntegerField(null=True), db_persist=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["is_aside", "-queue_rank", "-last_seen_at", "id"], name="incident_in_order"),
            models.Index(fields=["-decided_at"], name="incident_decided"),
            models.Index(fields=["search_cell", "last_seen_at"], name="incident_near"),
            models.Index(fields=["last_seen_at"], name="incident_of_the_moment"),
            models.Index(fields=["state", "-is_urgent", "-last_seen_at"], name="incident_queue"),
        ]
        constraints = [
            models.CheckConstraint(name="incident_state_known", condition=Q(state__in=_plain(State))),
            models.CheckConstraint(
                name="incident_outcome_known", condition=Q(outcome__in=["", *_plain(Outcome)])
            ),
            models.CheckConstraint(
                name="incident_outcome_is_state",
                condition=Q(state__in=_plain(OUTCOME_STATES), state=F("outcome"), decided_at__isnull=False)
                | Q(state=_ENDED, outcome__in=_plain(CAN_END), decided_at__isnull=False)
                | Q(
                    state__in=_plain({*UNDECIDED, *GONE}),
                    outcome="",
                    decided_at__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="incident_ended_has_time",
                condition=Q(state=_ENDED, ended_at__isnull=False)
                | (~Q(state=_ENDED) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="incident_merged_has_target",
                condition=Q(state=_MERGED, merged_into__isnull=False)
                | (~Q(state=_MERGED) & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="incident_checking_has_member",
                condition=Q(state=_CHECKING, checking_by__isnull=False)
                | (~Q(state=_CHECKING) & Q(checking_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="incident_seen_in_order", condition=Q(first_seen_at__lte=F("last_seen_at"))
            ),
            models.CheckConstraint(name="incident_not_like_itself", condition=~Q(looks_like=F("id"))),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class Membership(models.TextChoices):
    """Whether a report is part of an incident, or why it no longer is."""

    PRESENT = "present"
    SPLIT_OFF = "split_off"
    MERGED_AWAY = "merged_away"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"


class IncidentReport(models.Model):
    """One report as part of one incident, now or before. The rows are the history of splitting and merging.

    No time is stored here: it would say to the second when a neighbour wrote. The report's id is opaque, so that
    erasing a report does not depend on this table.

    Privacy: internal.
    Retention: with the incident.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="memberships")
    report_id = models.UUIDField()
    membership = models.CharField(max_length=12, choices=Membership, default=Membership.PRESENT.value)
    is_first_hand = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="report_in_one_incident",
                fields=["report_id"],
                condition=Q(membership=Membership.PRESENT.value),
            ),
            models.CheckConstraint(
                name="membership_known", condition=Q(membership__in=sorted(Membership.values))
            ),
        ]
        indexes = [models.Index(fields=["report_id"], name="incident_of_report")]

    @override
    def __str__(self) -> str:
        return f"{self.report_id} {self.membership}"


class OutcomeRecord(models.Model):
    """What one person found, with the basis. Append-only: a correction is a further record that names the one before.

    The unique `corrects` and the one record without it make two verifiers at once impossible.

    Privacy: internal; the words of the basis are refused when they hold private marks.
    Retention: with the incident.
    """

    id = models.UUIDField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="outcomes")
    outcome = models.CharField(max_length=_LONGEST_VALUE)
    basis = models.JSONField(default=list)
    by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="record_outcome_known", condition=Q(outcome__in=_plain(Outcome))),
            models.UniqueConstraint(
                name="incident_has_one_first_outcome",
                fields=["incident"],
                condition=Q(corrects__isnull=True),
            ),
            models.CheckConstraint(name="record_not_corrects_itself", condition=~Q(corrects=F("id"))),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.pk} {self.outcome}"

    @override
    def save(self, *args: object, **kwargs: object) -> None:
        """Insert the record.

        Raises:
            OutcomeIsAppendOnly: it was stored before.
        """
        if not self._state.adding:
            raise OutcomeIsAppendOnly
        super().save(force_insert=True)

    def bases(self) -> tuple[Basis, ...]:
        """Return the basis as values."""
        return bases_from_json(self.basis)
