"""Django's handle on the `reports` app; it takes what people write, and tells them what became of it."""

from django.apps import AppConfig
from typing_extensions import override


class ReportsConfig(AppConfig):
    """Register the app under its short label, and subscribe to what people write and to fates."""

    name = "amparo.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Let each incoming message start the job that makes a report of it, and count pictures that are refused."""
        from amparo.core import jobs, journal
        from amparo.reports.services import refusals
        from amparo.vault import api as vault

        journal.on("channels.inbound_received", job="reports.take_inbound")
        journal.on("channels.stop_requested", job="reports.fall_silent")
        journal.on("report.fate_recorded", job="reports.tell_fate")
        # After the forming: a dispatcher may wait for that.
        journal.on("report.received", job="reports.settle", priority=jobs.Priority.DIGEST)
        vault.on_refused(refusals.count_picture)
