"""Wishes to be called: asked for, taken up in turn, and ended. Nobody of ours sees a number.

When it is somebody's turn the gateway sends them a message: call the network's own number, and say a word. Whoever
picks up the phone knows them by that word, and by nothing else.
"""

import secrets
import unicodedata
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from mnemonic import Mnemonic

from amparo.channels import api as channels
from amparo.core import clock, ids, jobs, journal, phrases
from amparo.core.errors import AmparoError
from amparo.core.jobs import Priority
from amparo.network.api import Actor, Capability, current_network
from amparo.reports import notices
from amparo.reports.domain import callback, receipts
from amparo.reports.domain.callback import CallState
from amparo.reports.models import CallBack
from amparo.reports.services import replying
from amparo.reports.services.fate import part_with
from amparo.reports.services.submit import known_language

END_JOB = "reports.callback_ends"
FORGET_JOB = "reports.forget_callback"
_GOOD_FOR = callback.TURN


class CallsNotPossible(AmparoError):
    """SMS is off, so that nobody could be told that it is their turn."""

    code: ClassVar[str] = "CALLS_NOT_POSSIBLE"


class TooManyWait(AmparoError):
    """As many wait as can be reached at all."""

    code: ClassVar[str] = "TOO_MANY_WAIT"


class NobodyWaits(AmparoError):
    """There is nobody to take up."""

    code: ClassVar[str] = "NOBODY_WAITS"


class CallMoved(AmparoError):
    """Somebody else went on with it meanwhile, or it has ended."""

    code: ClassVar[str] = "CALL_MOVED"


def is_possible() -> bool:
    """Tell whether somebody could be told that it is their turn."""
    return channels.is_switched_on(channels.ChannelKind.SMS)


def ask(*, number: str, language: str, is_urgent: bool, now: datetime, by: str = "reporter") -> UUID:
    """Put somebody into the queue, and return the wish's id.

    Args:
        number: a phone number; it goes to the gateway's seal and nowhere else.
        language: in which they speak.
        is_urgent: they said that somebody is in danger.
        now: aware.
        by: `reporter`, or the reference of the member who typed it.

    Raises:
        CallsNotPossible, TooManyWait: as they say.
        AddressRefused: it is no number that can get a message.
        NoPublicKey: nothing can be sealed, so nothing was stored.
        UnknownLanguage: the registry has no such language.
    """
    if not is_possible():
        raise CallsNotPossible
    tag = known_language(language)
    with transaction.atomic():
        if CallBack.objects.filter(state__in=callback.OPEN).count() >= callback.MOST_WAITING:
            raise TooManyWait
        correspondent_id = channels.register_correspondent(
            kind=channels.ChannelKind.SMS, address=number, language=tag, now=now
        )
        row = CallBack.objects.create(
            id=ids.new_anonymous_id(),
            correspondent_id=correspondent_id,
            language=tag,
            word=_word(tag),
            is_urgent=is_urgent,
            asked_at=clock.floor_to(now, clock.MINUTE),
        )
        journal.write(notices.CALL_ASKED, subject=row.pk, by=by, now=now)
        jobs.enqueue(END_JOB, {"callback": str(row.pk)}, now=now, run_at=now + callback.WAITS_AT_MOST)
    return row.pk


def take_next(*, by: Actor, now: datetime) -> UUID:
    """Tell whoever waits first that it is their turn, and return the wish's id. Danger goes before age.

    Raises:
        NotAllowed: the actor may not take calls.
        NobodyWaits, CallsNotPossible: as they say; nothing changed.
    """
    by.require(Capability.TYPE_IN_REPORT)
    if not is_possible():
        raise CallsNotPossible
    with transaction.atomic():
        waiting = CallBack.objects.select_for_update().filter(state=CallState.WAITING)
        row = waiting.order_by("-is_urgent", "turns", "asked_at", "pk").first()
        if row is None:
            raise NobodyWaits
        row.state, row.invited_at, row.taken_by_id = CallState.INVITED, now, by.member_id
        row.turns += 1
        row.save(update_fields=["state", "invited_at", "taken_by", "turns"])
        slots = {"contact": current_network().public_contact, "word": row.word}
        _say(row, "callback.turn", slots, expires_after=True, now=now)
        journal.write(notices.CALL_INVITED, subject=row.pk, by=by.ref, now=now)
    return row.pk


def go_on(*, callback_id: UUID, wanted: CallState, by: Actor, now: datetime) -> None:
    """Say how a turn ended: reached, wait once more, or given up.

    Who did not call is asked once more; after `MOST_TURNS` the wish is given up instead.

    Raises:
        NotAllowed: the actor may not take calls.
        CallMoved: it stands elsewhere by now; nothing changed.
    """
    by.require(Capability.TYPE_IN_REPORT)
    with transaction.atomic():
        row = CallBack.objects.select_for_update().filter(pk=callback_id).first()
        if row is None or not callback.may_follow(CallState(row.state), wanted):
            raise CallMoved
        if wanted is CallState.WAITING and row.turns >= callback.MOST_TURNS:
            wanted = CallState.GIVEN_UP
        if wanted is CallState.WAITING:
            row.state, row.taken_by_id, row.invited_at = wanted, None, None
            row.save(update_fields=["state", "taken_by", "invited_at"])
        else:
            _end(row, wanted, now)
        journal.write(notices.CALL_ENDED, subject=row.pk, by=by.ref, now=now, state=wanted.value)


def end(*, callback_id: UUID, now: datetime) -> None:
    """Give up a wish that waited too long. Running again changes nothing."""
    with transaction.atomic():
        row = CallBack.objects.select_for_update().filter(pk=callback_id, state__in=callback.OPEN).first()
        if row is None:
            return
        _end(row, CallState.GIVEN_UP, now)
        journal.write(
            notices.CALL_ENDED, subject=row.pk, by="system", now=now, state=CallState.GIVEN_UP.value
        )


def forget(*, callback_id: UUID) -> None:
    """Delete a wish that has ended."""
    CallBack.objects.filter(pk=callback_id).exclude(state__in=callback.OPEN).delete()


def _end(row: CallBack, state: CallState, now: datetime) -> None:
    if state is CallState.GIVEN_UP and is_possible():
        site = settings.PUBLIC_ORIGIN + reverse("reports:report")
        _say(row, "callback.given_up", {"site_address": site}, expires_after=False, now=now)
    if row.correspondent_id is not None:
        part_with([row.correspondent_id], now)
    row.state, row.correspondent_id, row.ended_at = state, None, clock.floor_to(now, clock.HOUR)
    row.save(update_fields=["state", "correspondent_id", "ended_at"])
    jobs.enqueue(FORGET_JOB, {"callback": str(row.pk)}, now=now, run_at=now + clock.DAY)


def _say(row: CallBack, phrase: str, slots: dict[str, str], *, expires_after: bool, now: datetime) -> None:
    if row.correspondent_id is None:
        return
    book = phrases.book("reports")
    (language, *_others) = replying.known_languages(row.language, current_network().default_language)
    text = book.text(phrase, language, **slots)
    rendering = channels.Rendering(subject=book.text("busy.subject", language), body=text, short=text)
    message_id = channels.create_message(
        purpose="callback",
        renderings={language: rendering},
        now=now,
        expires_at=now + (_GOOD_FOR if expires_after else replying.GOOD_FOR),
    )
    channels.queue_deliveries(
        message_id=message_id,
        recipients=[channels.Recipient(row.correspondent_id, language, {})],
        priority=Priority.URGENT,
        now=now,
    )


def _word(language: str) -> str:
    """Return a word that can be said aloud on the phone, in the person's language where there is a list for it."""
    name = receipts.WORD_LISTS.get(language.split("-", maxsplit=1)[0], receipts.WORD_LISTS["en"])
    listed = (unicodedata.normalize("NFC", each) for each in Mnemonic(name).wordlist)
    return secrets.choice([each for each in listed if len(each) <= callback.LONGEST_WORD])
