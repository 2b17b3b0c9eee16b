"""The table of the weeks' published numbers."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from amparo.incidents.domain.numbers import FEWEST

_COUNTS = ("confirmed", "unfounded", "other_agency", "unverifiable", "left_open")


class WeekNumbers(models.Model):
    """What everybody may read of one week, written once and never again (`domain/numbers.py` makes it coarse).

    A count that is empty was below five. What a later correction changes is left as it was: two editions of one week
    laid side by side would tell what the correction was.

    Privacy: none; everything here is public.
    Retention: with the installation.
    """

    week_on = models.DateField(primary_key=True)
    confirmed = models.PositiveIntegerField(null=True)
    unfounded = models.PositiveIntegerField(null=True)
    other_agency = models.PositiveIntegerField(null=True)
    unverifiable = models.PositiveIntegerField(null=True)
    left_open = models.PositiveIntegerField(null=True)
    looked_half_min = models.PositiveIntegerField(null=True)
    looked_most_min = models.PositiveIntegerField(null=True)
    decided_half_min = models.PositiveIntegerField(null=True)
    decided_most_min = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name=f"week_{field}_is_coarse",
                condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": FEWEST}),
            )
            for field in _COUNTS
        ]

    @override
    def __str__(self) -> str:
        return str(self.week_on)
