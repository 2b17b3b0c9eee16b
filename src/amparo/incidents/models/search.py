"""The index of "Heard something? Check": what is public about outcomes, and the tokens by which it is found."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

KINDS = ("rumour", "statement")


class SearchEntry(models.Model):
    """One public thing about an outcome: a published rumour, or a statement that was released.

    Ids rise with time, so the greater id is the newer entry. It is taken out when the thing is no longer public.

    Privacy: none; public.
    Retention: while public, at most until `until`.
    """

    kind = models.CharField(max_length=12)
    source_id = models.UUIDField()
    path = models.CharField(max_length=80)
    outcome = models.CharField(max_length=24)
    bases = models.JSONField(default=list)
    texts = models.JSONField()
    found_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="search_entry_once", fields=["kind", "source_id"]),
            models.CheckConstraint(name="search_kind_known", condition=Q(kind__in=KINDS)),
        ]
        indexes = [models.Index(fields=["until"], name="search_until")]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"


class SearchToken(models.Model):
    """One token of an entry: the row that is found. Its key is the index, walked from the newest entry down.

    Privacy: none; public.
    Retention: with the entry.
    """

    pk = models.CompositePrimaryKey("token", "entry_id")
    token = models.BigIntegerField()
    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="tokens")

    @override
    def __str__(self) -> str:
        return f"{self.token:x}"
