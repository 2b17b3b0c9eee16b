"""Django's handle on the `network` app."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"
