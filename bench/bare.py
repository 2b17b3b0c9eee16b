"""A bare Django view beside which intake is measured: it validates the same JSON and inserts one row. No middleware."""

from typing import Any
from uuid import uuid4

from django.db import connection, models, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path


class BareReport(models.Model):
    """A column for each field of the JSON, and nothing else.

    Privacy: internal.
    Retention: as long as the bench runs.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    activity = models.CharField(max_length=16)
    first_hand = models.BooleanField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    area = models.CharField(max_length=200)
    place_text = models.CharField(max_length=200)
    place_kind = models.CharField(max_length=8)
    seen_at = models.CharField(max_length=40, null=True)  # noqa: DJ001 — the JSON's own null
    minutes_ago = models.IntegerField(null=True)
    text = models.TextField()
    how_many = models.IntegerField(null=True)
    markings = models.CharField(max_length=200)
    vehicles = models.CharField(max_length=200)
    paper_shown = models.CharField(max_length=16)
    being_taken = models.CharField(max_length=8)
    child_alone = models.BooleanField()
    someone_hurt = models.BooleanField()
    contact = models.CharField(max_length=254)
    language = models.CharField(max_length=35)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return str(self.pk)


def take(request: HttpRequest) -> JsonResponse:
    """Validate and insert."""
    from amparo.reports.rest import ReportIn

    said = ReportIn.model_validate_json(request.body)
    with transaction.atomic():
        row = BareReport._default_manager.create(**_columns(said.model_dump()))  # noqa: SLF001 — mypy knows no `objects` here
    response = JsonResponse({"id": str(row.pk)}, status=201)
    response.headers["Content-Length"] = str(len(response.content))
    return response


def _columns(said: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in BareReport._meta.concrete_fields}  # noqa: SLF001 — documented
    return {name: value for name, value in said.items() if name in names}


def make_table() -> None:
    """Make the table."""
    with connection.schema_editor() as editor:
        editor.create_model(BareReport)


urlpatterns = [path("api/v1/reports", take)]
