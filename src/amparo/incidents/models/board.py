"""The tables of the board itself: what members look for again and again, and who looks at what now."""

from django.conf import settings
from django.db import models
from typing_extensions import override

from amparo.incidents.models.incident import Incident

_MEMBER = settings.AUTH_USER_MODEL
LONGEST_FILTER_NAME = 40


class SavedFilter(models.Model):
    """A member's own way of looking at the board, under a name; at most one opens by itself.

    Privacy: internal.
    Retention: until the member deletes it, or leaves.
    """

    member = models.ForeignKey(_MEMBER, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_FILTER_NAME)
    terms = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="filter_name_once", fields=["member", "name"]),
            models.UniqueConstraint(
                name="filter_one_default", fields=["member"], condition=models.Q(is_default=True)
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.pk}"


class Looking(models.Model):
    """A member has an incident open at this moment, so that two people do not work one item.

    There is one row a member and incident, renewed while the page stands open. Nothing of it is kept: a history would
    be a record of members' work minute by minute.

    Privacy: internal.
    Retention: 45 seconds after the page was closed; the row goes within two minutes.
    """

    member = models.ForeignKey(_MEMBER, on_delete=models.CASCADE, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="looking_once", fields=["member", "incident"])]

    @override
    def __str__(self) -> str:
        return f"{self.pk}"
