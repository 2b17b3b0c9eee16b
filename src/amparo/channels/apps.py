"""Django's handle on the `channels` app."""

from django.apps import AppConfig
from typing_extensions import override


class ChannelsConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Register the checks of the settings."""
        import amparo.channels.checks  # noqa: F401 — importing registers
