"""A developer's settings and the invented app."""

from amparo.settings.base import INSTALLED_APPS
from amparo.settings.local import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.core.jobs.crowd"]
