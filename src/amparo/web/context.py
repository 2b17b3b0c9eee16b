"""What the frame of every page shows: whose network, which languages, where one may go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from amparo.channels import api as channels
from amparo.core import languages
from amparo.core.remembered import Remembered
from amparo.network import api as network
from amparo.network.api import Capability

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Entry:
    """One place to go.

    Attributes:
        label: what the link says.
        route: the address by name.
        icon: a symbol in `web/icons.svg`.
        needs: the capability that opens it, or None for everybody.
    """

    label: "StrOrPromise"
    route: str
    icon: str
    needs: Capability | None = None


PUBLIC_ENTRIES = (
    Entry(_("Report what you see"), "reports:report", "eye"),
    Entry(_("What is happening"), "alerts:home", "pin"),
    Entry(_("Get alerts"), "alerts:subscribe", "bell"),
    Entry(_("Heard something? Check"), "incidents:check", "check"),
)
MEMBER_ENTRIES = (
    Entry(_("Start"), "network:desk", "home"),
    Entry(_("Board"), "incidents:board", "board", Capability.SEE_BOARD),
    Entry(_("Take a call"), "reports:call", "phone", Capability.TYPE_IN_REPORT),
    Entry(_("Requests to look"), "incidents:requests", "eye", Capability.LOOK_ON_REQUEST),
    Entry(_("Alerts"), "alerts:desk", "bell", Capability.SEE_ALERTS_DESK),
    Entry(_("Rumors"), "incidents:rumours", "check", Capability.SEE_ALERTS_DESK),
    Entry(_("Members"), "network:members", "people", Capability.MANAGE_MEMBERS),
    Entry(_("Tasks and roles"), "network:capabilities", "key", Capability.SEE_CAPABILITIES),
    Entry(_("Policies"), "network:policies", "check", Capability.MANAGE_NETWORK),
    Entry(_("Sending"), "network:sending", "bell", Capability.MANAGE_NETWORK),
    Entry(_("Channels"), "network:channels", "phone", Capability.MANAGE_NETWORK),
    Entry(_("Data map"), "network:data_map", "shield", Capability.SEE_DATA_MAP),
)


# Every page asks; who locks or lifts sees it a second later at the latest.
_locked = Remembered(channels.is_locked, timedelta(seconds=1))


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return what `base_public.html` and `base_member.html` need; read only when a template asks."""
    return {
        "network_name": SimpleLazyObject(network_name),
        "quick_exit_address": settings.QUICK_EXIT_ADDRESS,
        "member_name": SimpleLazyObject(lambda: network.actor_of(request).name),
        "is_demo": settings.IS_DEMO,
        "is_locked": SimpleLazyObject(_locked.get),
        "sms_number": SimpleLazyObject(_sms_number),
        "page_language": translation.get_language(),
        "page_direction": "rtl" if translation.get_language_bidi() else "ltr",
        "interface_languages": _interface_languages(),
        "public_entries": _links(PUBLIC_ENTRIES, request),
        "member_entries": SimpleLazyObject(lambda: _member_links(request)),
    }


def network_name() -> str:
    """Return the network's name; before `setup` has run, the program's."""
    try:
        return network.current_network().name
    except network.NetworkNotSetUp:
        return "Amparo"


def _sms_number() -> str:
    """Return the number to write to; empty while SMS is off."""
    number = str(settings.SMS_NUMBER)
    return number if number and channels.is_switched_on(channels.ChannelKind.SMS) else ""


def _member_links(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    held = network.actor_of(request).capabilities
    return _links([entry for entry in MEMBER_ENTRIES if entry.needs is None or entry.needs in held], request)


def _links(entries: Iterable[Entry], request: HttpRequest) -> list[dict[str, Any]]:
    links = []
    for entry in entries:
        address = reverse(entry.route)
        links.append(
            {"label": entry.label, "href": address, "icon": entry.icon, "is_here": request.path == address}
        )
    return links


def _interface_languages() -> list[dict[str, Any]]:
    active = translation.get_language()
    return [
        {
            "tag": tag,
            "own_name": languages.get(tag).own_name,
            "direction": languages.get(tag).direction,
            "is_active": tag == active,
        }
        for tag, _name in settings.LANGUAGES
    ]
