"""A member's saved filters."""

from collections.abc import Mapping
from dataclasses import dataclass

from amparo.incidents.models import SavedFilter
from amparo.network.api import Actor


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved filter: its terms are text, as an address holds them."""

    filter_id: int
    name: str
    terms: Mapping[str, str]
    is_default: bool


def filters_of(by: Actor) -> tuple[Saved, ...]:
    """Return the actor's filters in the order in which they were kept, which is that of their keys on the board."""
    rows = SavedFilter.objects.filter(member=by.member_id).order_by("pk")
    return tuple(Saved(row.pk, row.name, row.terms, row.is_default) for row in rows)
