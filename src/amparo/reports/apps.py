"""Django's handle on the `reports` app; it takes what comes in by mail."""

from django.apps import AppConfig
from typing_extensions import override


class ReportsConfig(AppConfig):
    """Register the app under its short label, and subscribe to incoming messages."""

    name = "amparo.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Let each incoming message start the job that makes a report of it."""
        from amparo.core import jobs, journal

        journal.on("channels.inbound_received", job="reports.take_inbound")
        # After the forming: a dispatcher may wait for that.
        journal.on("report.received", job="reports.settle", priority=jobs.Priority.DIGEST)
