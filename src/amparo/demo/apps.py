"""Django's handle on the `demo` app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
