"""Django's handle on the `vault` app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"
