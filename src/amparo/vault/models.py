"""The tables of the vault: which originals are sealed, and what was made of them for triage."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from amparo.vault.domain.kinds import MediaKind, SealedBy


def _one_of(field: str, values: type[StrEnum]) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"original_{field}_known", condition=Q(**{f"{field}__in": [each.value for each in values]})
    )


class Original(models.Model):
    """A photo or video as it came, sealed to the network's recipient in a file named by the id. No name is kept.

    It waits for the report it came with; what was never sent with one goes after a day. `report_id` is opaque here.

    Privacy: sealed.
    Retention: with its report; erased when that is withdrawn; 24 hours if it never belonged to one.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=8)
    sealed_by = models.CharField(max_length=8)
    recipient = models.CharField(max_length=16)
    sealed_bytes = models.PositiveBigIntegerField()
    received_on = models.DateField()
    report_id = models.UUIDField(null=True, db_index=True)
    expires_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            _one_of("kind", MediaKind),
            _one_of("sealed_by", SealedBy),
            models.CheckConstraint(
                name="original_waits_or_belongs",
                condition=Q(report_id__isnull=True, expires_at__isnull=False)
                | Q(report_id__isnull=False, expires_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WorkingCopy(models.Model):
    """A picture made anew from the raw pixels of an original, for triage; of a video, one of its still frames.

    It lies in the database, which overwrites what it deletes; a picture in a file would stay on the disk.

    Privacy: personal.
    Retention: until its report closes; erased with its original.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    original = models.ForeignKey(Original, on_delete=models.CASCADE, related_name="copies")
    number = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    jpeg = models.BinaryField()
    thumbnail = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["original", "number"], name="working_copy_number"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Likeness(models.Model):
    """64 bits by which a picture is known again when it comes with another report; no picture can be made of them.

    `earlier_on` is the day on which one like it had come with `earlier_report_id`.

    Privacy: internal.
    Retention: 90 days; deleted when its report is withdrawn.
    """

    value = models.BigIntegerField()
    original_id = models.UUIDField(db_index=True)
    report_id = models.UUIDField(null=True, db_index=True)
    received_on = models.DateField(db_index=True)
    earlier_report_id = models.UUIDField(null=True)
    earlier_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
