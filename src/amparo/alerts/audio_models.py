"""The table of recordings: what alerts say in languages that people speak rather than read."""

from django.db import models
from django.db.models import F, Q

from amparo.alerts.domain.kinds import Kind


class Recording(models.Model):
    """One fixed sentence, spoken, for one language and one kind of alert. It names no place and no time.

    A draft until a second member has listened to it and signed it off; only then can anybody hear it in public. A new
    draft leaves the one in use where it is, and takes its place when it is signed off.

    Privacy: internal until signed off, then none: the voice of whoever spoke, who agreed to that. What the file said
    of its maker and device is gone.
    Retention: until it is replaced or removed.
    """

    id = models.UUIDField(primary_key=True)
    language = models.CharField(max_length=35)
    kind = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Kind])
    # The same sound twice: Opus for most, AAC for telephones that play no Ogg.
    opus = models.BinaryField()
    aac = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    duration_ms = models.PositiveIntegerField()
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language", "kind"], condition=Q(reviewed_by__isnull=True), name="recording_one_draft"
            ),
            models.UniqueConstraint(
                fields=["language", "kind"],
                condition=Q(reviewed_by__isnull=False),
                name="recording_one_in_use",
            ),
            models.CheckConstraint(
                name="recording_second_person",
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (
                    Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(reviewed_by=F("uploaded_by"))
                ),
            ),
            models.CheckConstraint(
                name="recording_kind_known", condition=Q(kind__in=[each.value for each in Kind])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.kind}"
