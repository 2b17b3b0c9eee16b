"""The table of rumours: what is being said, and what was found."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.domain.rumours import Claim, RumourState, Source, Why
from amparo.incidents.models.incident import Incident, OutcomeRecord

_MEMBER = settings.AUTH_USER_MODEL
_DRAFT, _PUBLISHED = RumourState.DRAFT.value, RumourState.PUBLISHED.value


class Rumour(models.Model):
    """What is being said, how often it came in, what was found, when, and by what basis: a page once published.

    It comes from an incident, whose standing outcome it repeats, or is an outside claim with an outcome of its own.
    The counts are already as coarse as the public may know them; the place is a neighbourhood.

    Privacy: internal until published, then none; holds no reporter's words, own words are checked for private marks.
    Retention: drafts 30 days; with the installation once published, but public for 30 days only.
    """

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=16)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="+")
    record = models.ForeignKey(OutcomeRecord, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=16, default=_DRAFT)
    claim = models.CharField(max_length=24)
    place_kind = models.CharField(max_length=16, blank=True)
    cell = models.BigIntegerField()
    place = models.CharField(max_length=120)
    day = models.DateField()
    own_words = models.JSONField(default=dict)
    outcome = models.CharField(max_length=24)
    basis = models.JSONField(default=list)
    found_at = models.DateTimeField()
    heard = models.JSONField(default=list)
    # Everybody who put a hand to it: none of them may publish it.
    authors = models.JSONField()
    composed_by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-published_at"], name="rumour_newest")]
        constraints = [
            models.CheckConstraint(
                name="rumour_state_known", condition=Q(state__in=[each.value for each in RumourState])
            ),
            models.CheckConstraint(
                name="rumour_claim_known", condition=Q(claim__in=[each.value for each in Claim])
            ),
            models.CheckConstraint(
                name="rumour_outcome_known", condition=Q(outcome__in=[each.value for each in Outcome])
            ),
            models.CheckConstraint(
                name="rumour_source_is_whole",
                condition=Q(source=Source.INCIDENT.value, incident__isnull=False, record__isnull=False)
                | Q(source=Source.OUTSIDE.value, incident__isnull=True, record__isnull=True),
            ),
            models.CheckConstraint(
                name="rumour_publication_is_whole",
                condition=Q(published_by__isnull=True, published_at__isnull=True, expires_at__isnull=True)
                | Q(
                    published_by__isnull=False,
                    published_at__isnull=False,
                    expires_at__isnull=False,
                    expires_at__gt=F("published_at"),
                ),
            ),
            models.CheckConstraint(
                name="rumour_public_was_published",
                condition=Q(state=_PUBLISHED, published_at__isnull=False)
                | Q(state=_DRAFT, published_at__isnull=True)
                | Q(state=RumourState.WITHDRAWN.value),
            ),
            models.CheckConstraint(
                name="rumour_second_person",
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("composed_by")),
            ),
            models.CheckConstraint(
                name="rumour_withdrawn_says_why",
                condition=Q(
                    state=RumourState.WITHDRAWN.value,
                    withdrawn_at__isnull=False,
                    withdrawn_why__in=[each.value for each in Why],
                )
                | (~Q(state=RumourState.WITHDRAWN.value) & Q(withdrawn_at__isnull=True, withdrawn_why="")),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.pk} {self.outcome} ({self.state})"
