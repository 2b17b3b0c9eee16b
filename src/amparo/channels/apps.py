"""Django's handle on the `channels` app."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"
