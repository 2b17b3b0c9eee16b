"""A developer's own machine: as `base`, with a fixed secret and errors on the page."""

import os

os.environ.setdefault("AMPARO_SECRET_KEY", "only-for-this-machine")

from amparo.settings.base import *  # noqa: F403 — the environment must be set before base reads it

DEBUG = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
