"""A member's saved filters: kept, renamed, made the one that opens by itself, deleted.

They are a member's own convenience and change nothing for anybody else, so the journal does not hear of them.
"""

from typing import Final

from django.db import IntegrityError, transaction

from amparo.core.errors import AmparoError
from amparo.incidents.domain.filters import Filter
from amparo.incidents.models import SavedFilter
from amparo.network.api import Actor, Capability

MOST_FILTERS: Final = 20


class TooManyFilters(AmparoError):
    """The member has as many as one can find again; `fields` has `limit`."""

    code = "TOO_MANY_FILTERS"


class FilterNameTaken(AmparoError):
    """Another filter of the member has this name."""

    code = "FILTER_NAME_TAKEN"


class FilterEmpty(AmparoError):
    """A filter that asks for nothing is no filter."""

    code = "FILTER_EMPTY"


class NoSuchFilter(AmparoError):
    """The member has no such filter."""

    code = "NO_SUCH_FILTER"


def save(*, name: str, wanted: Filter, by: Actor) -> int:
    """Keep a filter under a name, and return its id.

    Raises:
        NotAllowed: the actor may not see the board.
        FilterEmpty, FilterNameTaken, TooManyFilters: as they say; nothing changed.
    """
    by.require(Capability.SEE_BOARD)
    if not wanted:
        raise FilterEmpty
    with transaction.atomic():
        if SavedFilter.objects.filter(member=by.member_id).count() >= MOST_FILTERS:
            raise TooManyFilters(limit=MOST_FILTERS)
        try:
            with transaction.atomic():
                kept = SavedFilter.objects.create(
                    member_id=by.member_id, name=name, terms=dict(wanted.terms())
                )
        except IntegrityError as error:
            raise FilterNameTaken from error
    return kept.pk


def rename(*, filter_id: int, name: str, by: Actor) -> None:
    """Give a filter another name.

    Raises:
        NotAllowed, NoSuchFilter, FilterNameTaken: as they say; nothing changed.
    """
    with transaction.atomic():
        kept = _own(filter_id, by)
        kept.name = name
        try:
            with transaction.atomic():
                kept.save(update_fields=["name"])
        except IntegrityError as error:
            raise FilterNameTaken from error


def make_default(*, filter_id: int, by: Actor) -> None:
    """Let the board open with this filter.

    Raises:
        NotAllowed, NoSuchFilter: as they say; nothing changed.
    """
    with transaction.atomic():
        kept = _own(filter_id, by)
        SavedFilter.objects.filter(member=by.member_id, is_default=True).update(is_default=False)
        kept.is_default = True
        kept.save(update_fields=["is_default"])


def clear_default(*, filter_id: int, by: Actor) -> None:
    """Let the board open with everything again.

    Raises:
        NotAllowed, NoSuchFilter: as they say; nothing changed.
    """
    with transaction.atomic():
        kept = _own(filter_id, by)
        kept.is_default = False
        kept.save(update_fields=["is_default"])


def delete(*, filter_id: int, by: Actor) -> None:
    """Forget a filter.

    Raises:
        NotAllowed, NoSuchFilter: as they say; nothing changed.
    """
    with transaction.atomic():
        _own(filter_id, by).delete()


def _own(filter_id: int, by: Actor) -> SavedFilter:
    by.require(Capability.SEE_BOARD)
    mine = SavedFilter.objects.select_for_update().filter(member=by.member_id)
    found = mine.filter(pk=filter_id).first()
    if found is None:
        raise NoSuchFilter
    return found
