"""Django's handle on the `reports` app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
