"""Django's handle on the `network` app."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from allauth.mfa.models import Authenticator

    from amparo.network.models import Member


class NetworkConfig(AppConfig):
    """Register the app under its short label."""

    name = "amparo.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Hear of every sign-in and every change of a factor; let messages leave in the network's name.

        A factor that comes or goes is heard of by its row, so that no way of allauth's passes silently.
        """
        from allauth.account.signals import password_changed
        from allauth.mfa.models import Authenticator
        from allauth.mfa.signals import authenticator_used

        from amparo.channels import api as channels
        from amparo.core import phrases

        channels.name_the_sender(_name)
        phrases.speak_only(_languages)
        user_logged_in.connect(_came_in, dispatch_uid="network.came_in")
        password_changed.connect(_password_changed, dispatch_uid="network.password_changed")
        authenticator_used.connect(_factor_used, dispatch_uid="network.factor_used")
        post_save.connect(_factor_saved, sender=Authenticator, dispatch_uid="network.factor_saved")
        post_delete.connect(_factor_deleted, sender=Authenticator, dispatch_uid="network.factor_deleted")


def _name() -> str:
    from amparo.network import queries

    try:
        return queries.current_network().name
    except queries.NetworkNotSetUp:
        return ""


def _languages() -> tuple[str, ...]:
    from amparo.network import queries

    try:
        current = queries.current_network()
    except queries.NetworkNotSetUp:
        return ()
    return (current.default_language, *(tag for tag in current.languages if tag != current.default_language))


def _came_in(*, request: HttpRequest, user: "Member", **_others: object) -> None:
    from amparo.core import clock
    from amparo.network.adapters import how_signed_in
    from amparo.network.services import session_store, signing_in
    from amparo.network.views.telling import tell_of_changes

    now = clock.now()
    signing_in.remember_the_day(user.pk, now=now)
    request.session[session_store.SIGNED_IN] = signing_in.note(how_signed_in(request, user), now=now)
    tell_of_changes(request, user, now=now)


def _password_changed(*, request: HttpRequest, user: "Member", **_others: object) -> None:
    from amparo.core import clock
    from amparo.network.services import factors

    factors.password_changed(member_id=user.pk, session_key=request.session.session_key, now=clock.now())


def _factor_used(*, authenticator: "Authenticator", **_others: object) -> None:
    from amparo.core import clock
    from amparo.network.services import factors

    factors.used(authenticator, now=clock.now())


def _factor_saved(*, instance: "Authenticator", created: bool, **_others: object) -> None:
    from amparo.network.services import factors

    if created:
        _note(instance, factors.added)


def _factor_deleted(*, instance: "Authenticator", **_others: object) -> None:
    from amparo.network.domain.ways import Factor
    from amparo.network.services import factors

    if instance.type != Factor.RECOVERY_CODES:  # Codes go when new ones are made, or with the last factor.
        _note(instance, factors.removed)


def _note(instance: "Authenticator", record: "Callable[..., None]") -> None:
    """Record what a member did to a factor of his own; a coordinator's acts write their own entries."""
    from allauth.core import context

    from amparo.core import clock
    from amparo.network.domain.ways import Factor

    request = context.request
    if request is None or request.user.pk != instance.user_id:
        return
    record(
        member_id=instance.user_id,
        factor=Factor(instance.type),
        session_key=request.session.session_key,
        now=clock.now(),
    )
