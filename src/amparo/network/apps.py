"""Django's handle on the `network` app."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from typing_extensions import override

if TYPE_CHECKING:
    from amparo.network.models import Member


class NetworkConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Have every sign-in, by whichever way, leave its day, and messages leave in the network's name."""
        from amparo.channels import api as channels

        channels.name_the_sender(_name)
        user_logged_in.connect(_remember_the_day, dispatch_uid="network.remember_the_day")


def _name() -> str:
    from amparo.network import queries

    try:
        return queries.current_network().name
    except queries.NetworkNotSetUp:
        return ""


def _remember_the_day(*, user: "Member", **_others: object) -> None:
    from amparo.core import clock
    from amparo.network.services import signing_in

    signing_in.remember_the_day(user.pk, now=clock.now())
