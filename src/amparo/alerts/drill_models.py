"""The tables of drills, apart from those of alerts: nothing that is public ever reads them."""

from django.db import models
from django.db.models import F, Q


class Drill(models.Model):
    """An exercise, from its proposal to its end. A table of its own: nothing that is public ever reads it.

    What it says is fixed when it is proposed (trigger); who proposed it does not release it.

    Privacy: internal; nothing in it happened.
    Retention: with the installation.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=10, unique=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    composed_by = models.UUIDField()
    created_at = models.DateTimeField()
    proposal_ends_at = models.DateTimeField()
    released_by = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True)
    message_id = models.UUIDField(null=True)
    cap = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="drill_newest")]
        constraints = [
            models.CheckConstraint(
                name="drill_second_person",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("composed_by")),
            ),
            models.CheckConstraint(
                name="drill_release_is_whole",
                condition=Q(released_by__isnull=True, released_at__isnull=True, expires_at__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False, expires_at__gt=F("released_at")),
            ),
            models.CheckConstraint(
                name="drill_stop_is_whole",
                condition=Q(stopped_by__isnull=True, stopped_at__isnull=True)
                | Q(stopped_by__isnull=False, stopped_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DrillVolunteer(models.Model):
    """A member who wishes to get drills, by an address that only the gateway knows. Live alerts never read it.

    Privacy: personal: which member has an address here; the address itself is the gateway's.
    Retention: until the member leaves the list or the network; unconfirmed 48 hours.
    """

    id = models.UUIDField(primary_key=True)
    member_id = models.UUIDField(unique=True)
    correspondent_id = models.UUIDField(unique=True)
    # The correspondent who had the same address before: deliveries are counted under that one.
    delivered_as = models.UUIDField(null=True)
    language = models.CharField(max_length=35)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
