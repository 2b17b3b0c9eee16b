"""A real network's settings, for the bare view: the same database settings, and nothing between server and view."""

from amparo.settings.base import INSTALLED_APPS
from amparo.settings.production import *  # noqa: F403

MIDDLEWARE = []
# Without allauth, which insists on its middleware.
INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "allauth.account"]
ROOT_URLCONF = "bench.bare"
