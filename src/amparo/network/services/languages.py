"""The languages in which the network speaks: how far each is, who checked it, and who put it in use.

A translation that no speaker has signed off may be better than none, and may be wrong where it matters. So a network
decides: it puts such a language in use only by saying that it knows, and the journal names who said so.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import journal, phrases
from amparo.core import languages as registry
from amparo.core.errors import AmparoError
from amparo.core.languages import Language
from amparo.core.phrases import SheetState
from amparo.network import notices, queries
from amparo.network.domain.actors import Actor
from amparo.network.domain.roles import Capability
from amparo.network.models import Network
from amparo.network.queries import NetworkNotSetUp
from amparo.network.services.setting_up import NETWORK_SUBJECT


class LanguageNotReady(AmparoError):
    """No part of the sentences is complete in this language, so nothing could be said in it."""

    code = "LANGUAGE_NOT_READY"


class NobodyChecked(AmparoError):
    """No speaker has signed off the sentences in this language, and it was not said that this is known."""

    code = "NOBODY_CHECKED"


class FirstLanguageStays(AmparoError):
    """The network's first language is what everybody gets who speaks none of the others."""

    code = "FIRST_LANGUAGE_STAYS"


class LanguageSoAlready(AmparoError):
    """The language is in use already, or is not."""

    code = "LANGUAGE_SO_ALREADY"


@dataclass(frozen=True, slots=True)
class LanguageView:
    """One language as the page of languages shows it.

    Attributes:
        sheets: how far each app is, by the app's label; an app without the language is left out.
        is_on: things are sent in it.
        is_first: what everybody gets who speaks none of the others.
        is_unchecked: somewhere in it stands what nobody has signed off.
        is_ready: at least one app is complete in it.
        on_by: who put it in use; empty since the set-up.
        on_at: when; None since the set-up.
        was_known: whoever did it said that nobody had checked it.
    """

    language: Language
    sheets: tuple[tuple[str, SheetState], ...]
    is_on: bool
    is_first: bool
    is_unchecked: bool
    is_ready: bool
    on_by: str = ""
    on_at: datetime | None = None
    was_known: bool = False


def all_of_them(by: Actor) -> tuple[LanguageView, ...]:
    """Return the languages in use, in their order, then those that could be.

    Raises:
        NotAllowed: the actor does not manage the network.
    """
    by.require(Capability.MANAGE_NETWORK)
    in_use = queries.current_network().languages
    written = {tag for app in phrases.apps_with_books() for tag in phrases.book(app).languages}
    others = [each.tag for each in registry.all_languages() if each.tag in written and each.tag not in in_use]
    return tuple(_view(tag) for tag in (*in_use, *others))


def put_in_use(*, tag: str, is_known_unchecked: bool, by: Actor, now: datetime) -> None:
    """Let things be sent in a language from now on.

    Args:
        tag: of the registry.
        is_known_unchecked: "we know that nobody has checked it"; needed where nobody has.
        by: a coordinator.
        now: aware.

    Raises:
        NotAllowed, UnknownLanguage, LanguageNotReady, NobodyChecked, LanguageSoAlready: nothing was changed.
        NetworkNotSetUp: there is no network yet.
    """
    by.require(Capability.MANAGE_NETWORK)
    tag = registry.get(tag).tag
    sheets = _sheets(tag)
    if not _is_ready(sheets):
        raise LanguageNotReady(language=tag)
    is_unchecked = _is_unchecked(sheets)
    if is_unchecked and not is_known_unchecked:
        raise NobodyChecked(language=tag)
    with transaction.atomic():
        row = _locked()
        if tag in row.languages:
            raise LanguageSoAlready(language=tag)
        row.languages = [*row.languages, tag]
        row.save(update_fields=["languages"])
        journal.write(
            notices.LANGUAGE_ON,
            subject=NETWORK_SUBJECT,
            by=by.ref,
            now=now,
            language=tag,
            unchecked=is_unchecked,
        )
        transaction.on_commit(queries.forget_network)


def take_out_of_use(*, tag: str, by: Actor, now: datetime) -> None:
    """Send nothing in a language any more; what was released before still goes out in it.

    Raises:
        NotAllowed, FirstLanguageStays, LanguageSoAlready: as they say; nothing was changed.
        NetworkNotSetUp: there is no network yet.
    """
    by.require(Capability.MANAGE_NETWORK)
    with transaction.atomic():
        row = _locked()
        if tag not in row.languages:
            raise LanguageSoAlready(language=tag)
        if tag in {row.default_language, row.languages[0]}:
            raise FirstLanguageStays(language=tag)
        row.languages = [each for each in row.languages if each != tag]
        row.save(update_fields=["languages"])
        journal.write(notices.LANGUAGE_OFF, subject=NETWORK_SUBJECT, by=by.ref, now=now, language=tag)
        transaction.on_commit(queries.forget_network)


def unchecked(tags: tuple[str, ...]) -> tuple[Language, ...]:
    """Return those of some languages whose sentences nobody has signed off."""
    return tuple(registry.get(tag) for tag in tags if _is_unchecked(_sheets(tag)))


def without_words(tags: tuple[str, ...]) -> tuple[Language, ...]:
    """Return those of some languages in which no app can say anything."""
    return tuple(registry.get(tag) for tag in tags if not _is_ready(_sheets(tag)))


def _view(tag: str) -> LanguageView:
    network, sheets = queries.current_network(), _sheets(tag)
    entry = next(
        (
            each
            for each in reversed(journal.about(NETWORK_SUBJECT))
            if each.kind in {notices.LANGUAGE_ON, notices.LANGUAGE_OFF} and each.payload["language"] == tag
        ),
        None,
    )
    is_on = tag in network.languages
    told = entry if is_on and entry is not None and entry.kind == notices.LANGUAGE_ON else None
    return LanguageView(
        language=registry.get(tag),
        sheets=sheets,
        is_on=is_on,
        is_first=tag == network.default_language,
        is_unchecked=_is_unchecked(sheets),
        is_ready=_is_ready(sheets),
        on_by=queries.member_name(UUID(told.by.removeprefix("member:"))) if told else "",
        on_at=told.at if told else None,
        was_known=bool(told and told.payload["unchecked"]),
    )


def _sheets(tag: str) -> tuple[tuple[str, SheetState], ...]:
    states = ((app, phrases.book(app).state_of(tag)) for app in phrases.apps_with_books())
    return tuple((app, state) for app, state in states if state is not None)


def _is_ready(sheets: tuple[tuple[str, SheetState], ...]) -> bool:
    return any(state.is_complete for _app, state in sheets)


def _is_unchecked(sheets: tuple[tuple[str, SheetState], ...]) -> bool:
    return any(state.is_draft for _app, state in sheets)


def _locked() -> Network:
    row = Network.objects.select_for_update().filter(pk=1).first()
    if row is None:
        raise NetworkNotSetUp
    return row
