"""Django's handle on the `incidents` app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
