"""Django's handle on the `alerts` app."""

from django.apps import AppConfig
from typing_extensions import override


class AlertsConfig(AppConfig):
    """Register the app under its short label, and listen to what channels tell."""

    name = "amparo.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Subscribe to the notices that change subscriptions."""
        from amparo.core import jobs, journal  # models may be loaded only from here on

        journal.on("channels.correspondent_confirmed", job="alerts.same_address")
        journal.on("channels.stop_requested", job="alerts.stop")
        journal.on("channels.join_requested", job="alerts.join")
        journal.on("channels.address_failed", job="alerts.unreachable")
        journal.on("channels.locked", job="alerts.publish", priority=jobs.Priority.CORRECTION)
        journal.on("channels.lifted", job="alerts.publish", priority=jobs.Priority.CORRECTION)
        journal.on("member.removed", job="alerts.volunteer_leaves")
        journal.on("member.suspended", job="alerts.volunteer_leaves")
