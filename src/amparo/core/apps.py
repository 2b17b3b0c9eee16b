"""Django's handle on the ground: it loads every app's jobs and checks the database at the start."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from typing_extensions import override


class CoreConfig(AppConfig):
    """Register the ground under its short label."""

    name = "amparo.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Load each app's `notices` and `tasks`, so that kinds are declared and handlers registered."""
        autodiscover_modules("notices")
        autodiscover_modules("tasks")
