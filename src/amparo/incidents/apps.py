"""Django's handle on the `incidents` app; it follows what happens to reports."""

from django.apps import AppConfig
from typing_extensions import override


class IncidentsConfig(AppConfig):
    """Register the app under its short label, and subscribe to reports' notices."""

    name = "amparo.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Let each notice about a report start the job that answers it."""
        from amparo.core import journal

        journal.on("report.received", job="incidents.form")
        journal.on("report.added_to", job="incidents.report_added_to")
        journal.on("report.withdrawn", job="incidents.report_withdrawn")
        journal.on("incident.checking", job="incidents.return_claim")
