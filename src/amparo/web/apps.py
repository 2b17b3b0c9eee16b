"""Django's handle on the `web` app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
