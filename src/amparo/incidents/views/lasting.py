"""What lasts of an incident once it is decided: what its outcome lost, and its rumour page."""

from dataclasses import dataclass

from django.urls import reverse
from django_stubs_ext import StrOrPromise

from amparo.incidents.forms import words
from amparo.incidents.queries import lost_basis, rumours
from amparo.incidents.queries.detail import Detail
from amparo.network.api import Actor, Capability


@dataclass(frozen=True, slots=True)
class Lasting:
    """For the partial `lasting.html`.

    Attributes:
        lost: kinds of basis, in words, of which a report was taken back.
        rumour_href: the incident's rumour page on the desk, if there is one and the actor may see it.
        may_make_rumour: the actor may make one.
    """

    lost: tuple[StrOrPromise, ...] = ()
    rumour_href: str = ""
    may_make_rumour: bool = False


def of(detail: Detail, *, by: Actor) -> Lasting:
    """Return what lasts of an incident; two queries, none while nothing is decided."""
    if not detail.outcomes:
        return Lasting()
    lost = tuple(words.BASES[kind] for kind in lost_basis.lost_of(detail.outcomes[0].bases))
    if not by.can(Capability.SEE_ALERTS_DESK):
        return Lasting(lost)
    rumour_id = rumours.of_incident(detail.row.incident_id)
    return Lasting(
        lost=lost,
        rumour_href=reverse("incidents:rumour_show", args=[rumour_id]) if rumour_id else "",
        may_make_rumour=rumour_id is None and detail.row.place_is_known and by.can(Capability.COMPOSE_ALERT),
    )
