"""Django's handle on the `alerts` app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"
