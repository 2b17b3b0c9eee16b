"""A real network's settings, for the bare view: the same database settings, and nothing between server and view."""

from amparo.settings.production import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare"
