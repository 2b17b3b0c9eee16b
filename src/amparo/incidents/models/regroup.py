"""What people and the counting found out about pairs: which reports are one source, which incidents are two."""

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from amparo.incidents.models.incident import Incident


class SameSource(models.Model):
    """Two reports that were found to be of one source, and why (`domain/independence.py`).

    Written before the outcome erases what it was seen by (a browser's mark, later who wrote): else a correction could
    rest on one person as on two.

    Privacy: internal; opaque ids and closed values.
    Retention: with the installation; deleted when one of the two reports is withdrawn.
    """

    one = models.UUIDField()
    other = models.UUIDField(db_index=True)
    ties = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="same_source_once", fields=["one", "other"]),
            models.CheckConstraint(name="same_source_in_order", condition=Q(one__lt=F("other"))),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.one} {self.other}"


class ToldApart(models.Model):
    """Two incidents that a person compared and found to be two; they are not suggested to be one again.

    Privacy: internal.
    Retention: with the incidents.
    """

    one = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="told_apart_once", fields=["one", "other"]),
            models.CheckConstraint(name="told_apart_in_order", condition=Q(one__lt=F("other"))),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.pk}"
