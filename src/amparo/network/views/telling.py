"""Telling a member, at each sign-in for a while, what became different about that member's sign-in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from amparo.network import queries
from amparo.network.forms import words
from amparo.network.models import Member

SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Told:
    """One change as a member reads it."""

    on: date
    text: StrOrPromise


def changes_in_words(changes: Iterable[queries.Change]) -> tuple[Told, ...]:
    """Return the changes as a member reads them; several alike on one day are one."""
    told = (Told(each.on, words.CHANGES[f"{each.kind}:{each.factor}"]) for each in changes)
    return tuple(dict.fromkeys(told))


def tell_of_changes(request: HttpRequest, member: Member, *, now: datetime) -> None:
    """Put the changes of the last two weeks before a member who signs in.

    Each is told at every sign-in, not only at the next one: that one may be a thief's.
    """
    changes = queries.sign_in_changes(by=queries.actor_from(member), since=now - SHOWN_FOR)
    told = [f"{date_format(each.on, 'SHORT_DATE_FORMAT')}: {each.text}" for each in changes_in_words(changes)]
    if told:
        messages.warning(
            request,
            _("Lately, about your sign-in: %(changes)s If this was not you, tell a coordinator now.")
            % {"changes": " ".join(told)},
            fail_silently=True,
        )
