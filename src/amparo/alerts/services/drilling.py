"""Drills: proposed by one, released by another, stopped by anyone; they reach volunteers and nobody else.

Nothing here touches an `Alert`, a subscription, a feed or a public page: the two worlds share only the sentences and
the ledger of deliveries. Drills are not counted against the ceiling. A lockdown stops them too.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amparo.alerts import notices
from amparo.alerts.domain import codes, drills, tokens
from amparo.alerts.domain.content import Content, Facts, Text, content_hash
from amparo.alerts.domain.drills import DrillNotPossibleNow
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Drill, DrillVolunteer
from amparo.alerts.queries import drills as queries
from amparo.alerts.queries import signing, wording
from amparo.alerts.services.composing import (
    TIME_STEP,
    LanguageNotOffered,
    LifetimeOutOfRange,
    SlotNotAllowed,
)
from amparo.alerts.services.pausing import SendingIsLocked
from amparo.alerts.services.releasing import AlreadyReleased, ContentChanged
from amparo.channels import api as channels
from amparo.core import clock, ids, jobs, journal
from amparo.core.jobs import Priority
from amparo.core.places import gazetteer
from amparo.core.places.cells import Precision, cell_at
from amparo.network import api as network
from amparo.network.api import Actor, Capability

PURPOSE = "drill"
LIFETIMES = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1))
PROPOSAL_LASTS = timedelta(hours=2)


def compose(*, area: str, activity: str, lifetime: timedelta, by: Actor, now: datetime) -> UUID:
    """Propose a drill and return its id; what it says is fixed from now on.

    Raises:
        NotAllowed: the actor composes no alerts.
        NoSuchArea, SlotNotAllowed, LifetimeOutOfRange, HeadlineTooLong: as they say.
    """
    by.require(Capability.COMPOSE_ALERT)
    if lifetime not in LIFETIMES:
        raise LifetimeOutOfRange
    if f"activity.{activity}" not in wording.book().ids("activity"):
        raise SlotNotAllowed(slot="activity")
    drill_id, code = ids.new_id(now), _unused_code()
    content = _content(area, activity, lifetime, now)
    texts = queries.texts_of(content, drill_id, code)
    with transaction.atomic():
        Drill.objects.create(
            id=drill_id,
            code=code,
            content=content.to_json(),
            content_hash=content_hash(content, texts),
            composed_by=by.member_id,
            created_at=now,
            proposal_ends_at=now + PROPOSAL_LASTS,
        )
        journal.write(notices.DRILL_PROPOSED, subject=drill_id, by=by.ref, now=now, code=code)
    return drill_id


def release(*, drill_id: UUID, content_hash: str, by: Actor, now: datetime) -> None:
    """Send a drill to the volunteers, as the second person.

    Raises:
        NotAllowed, NoSuchMember: the actor may not (any more), or who proposed it was removed.
        NotIndependent: the actor proposed it, or is not a second person beside who did.
        NoSuchDrill, DrillNotPossibleNow, AlreadyReleased, ContentChanged, SendingIsLocked: as they say.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.RELEASE_ALERT)
        row = _locked(drill_id)
        if row.released_at is not None:
            raise AlreadyReleased
        _check_state(row, now, "waiting")
        network.actor_for(row.composed_by)
        network.check_independent(row.composed_by, actor.member_id)
        if channels.is_locked():
            raise SendingIsLocked
        content = Content.from_json(row.content)
        texts = queries.texts_of(content, row.pk, row.code)
        _check_hash(row, content_hash, content, texts)
        row.released_by, row.released_at = actor.member_id, now
        row.expires_at = now + content.lifetime
        row.cap = queries.cap_message(row, content, texts, now)
        row.message_id = _message(texts, row.expires_at, now)
        row.save()
        journal.write(notices.DRILL_RELEASED, subject=row.pk, by=actor.ref, now=now, code=row.code)
        payload = {"message": str(row.message_id)}
        jobs.enqueue("alerts.drill", payload, now=now, priority=Priority.ROUTINE)


def stop(*, drill_id: UUID, by: Actor, now: datetime) -> None:
    """Stop a drill, alone: nothing more of it leaves, and whom it reached is told that it is over.

    Raises:
        NotAllowed, NoSuchMember: the actor may not (any more).
        NoSuchDrill, DrillNotPossibleNow: there is nothing to stop.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.WITHDRAW_ALERT)
        row = _locked(drill_id)
        _check_state(row, now, "waiting", "running")
        row.stopped_by, row.stopped_at = actor.member_id, now
        row.save(update_fields=["stopped_by", "stopped_at"])
        journal.write(notices.DRILL_STOPPED, subject=row.pk, by=actor.ref, now=now, code=row.code)
        if row.message_id is None:
            return
        channels.cancel_message(row.message_id, now)
        told = _message_of_the_end(row, now)
        payload = {"message": str(told), "reached_by": str(row.message_id)}
        jobs.enqueue("alerts.drill", payload, now=now, priority=Priority.CORRECTION)


def send(message_id: UUID, reached_by: UUID | None, now: datetime) -> int:
    """Queue a drill's message to the volunteers, or to those whom an earlier one reached; return how many."""
    volunteers = queries.confirmed_volunteers()
    if reached_by is not None:
        reached = set(channels.reached([reached_by]))
        volunteers = [each for each in volunteers if {each.correspondent_id, each.delivered_as} & reached]
    recipients = (
        channels.Recipient(
            each.correspondent_id,
            each.language,
            {"unsubscribe_url": signing.address(each.pk, tokens.DRILLS)},
        )
        for each in volunteers
    )
    try:
        return channels.queue_deliveries(
            message_id=message_id, recipients=recipients, priority=Priority.ROUTINE, now=now
        )
    except channels.MessageCancelled:
        return 0


def volunteer(*, address: str, language: str, by: Actor, now: datetime) -> None:
    """Let a member get drills at an address, once its owner confirms; an earlier address is forgotten.

    Raises:
        AddressRefused: it is no e-mail address.
        LanguageNotOffered: alerts are not complete in the language.
    """
    if language not in wording.offered_languages():
        raise LanguageNotOffered
    with transaction.atomic():
        leave(member_id=by.member_id, now=now)
        correspondent_id = channels.register_correspondent(
            kind=channels.ChannelKind.EMAIL, address=address, language=language, now=now
        )
        row = DrillVolunteer.objects.create(
            id=ids.new_anonymous_id(),
            member_id=by.member_id,
            correspondent_id=correspondent_id,
            language=language,
            asked_at=clock.floor_to(now, clock.HOUR),
        )
        _ask_to_confirm(row, now)
        payload = {"volunteer": str(row.pk)}
        jobs.enqueue("alerts.forget_volunteer", payload, now=now, run_at=now + timedelta(hours=48))


def confirm(*, token: str, now: datetime) -> None:
    """Begin to send drills there: its owner pressed the button; again changes nothing.

    Raises:
        LinkNotValid: nobody asked, or it is over.
    """
    volunteer_id = signing.subscription_of(token, tokens.DRILLS)
    with transaction.atomic():
        row = DrillVolunteer.objects.select_for_update().filter(pk=volunteer_id).first()
        if row is None:
            raise tokens.LinkNotValid
        if row.confirmed_at is None:
            row.confirmed_at = clock.floor_to(now, clock.HOUR)
            row.save(update_fields=["confirmed_at"])
            channels.confirm_correspondent(row.correspondent_id, now)


def end(*, token: str, now: datetime) -> None:
    """Send no more drills there, and forget the address.

    Raises:
        LinkNotValid: it is over already.
    """
    volunteer_id = signing.subscription_of(token, tokens.DRILLS)
    row = DrillVolunteer.objects.filter(pk=volunteer_id).first()
    if row is None:
        raise tokens.LinkNotValid
    leave(member_id=row.member_id, now=now)


def leave(*, member_id: UUID, now: datetime) -> None:
    """Send a member no more drills; one who got none is as good."""
    with transaction.atomic():
        row = DrillVolunteer.objects.select_for_update().filter(member_id=member_id).first()
        if row is None:
            return
        correspondent_id = row.correspondent_id
        row.delete()
        _forget(correspondent_id, now)


def same_address(correspondent_id: UUID, earlier_id: UUID) -> None:
    """Remember under which correspondent deliveries to a volunteer's address are counted."""
    DrillVolunteer.objects.filter(correspondent_id=correspondent_id).update(delivered_as=earlier_id)


def leave_unreachable(correspondent_id: UUID, now: datetime) -> None:
    """Forget a volunteer at whose address nothing arrives."""
    rows = DrillVolunteer.objects.filter(
        Q(correspondent_id=correspondent_id) | Q(delivered_as=correspondent_id)
    )
    for row in rows:
        leave(member_id=row.member_id, now=now)


def forget_unconfirmed(volunteer_id: UUID, now: datetime) -> None:
    """Forget an address that nobody confirmed in time."""
    row = DrillVolunteer.objects.filter(pk=volunteer_id, confirmed_at__isnull=True).first()
    if row is not None:
        leave(member_id=row.member_id, now=now)


def _content(area: str, activity: str, lifetime: timedelta, now: datetime) -> Content:
    place = gazetteer.gazetteer().by_slug(area)
    facts = Facts(
        outcome="confirmed",
        activity=activity,
        agency="unknown",
        place=place.name,
        district=place.within or place.name,
        where="",
        seen_at=clock.floor_to(now, TIME_STEP),
    )
    return Content(
        kind=Kind.CONFIRMED,
        outcome_id="",
        sentences=(),
        facts=facts,
        free_text=(),
        precision=int(Precision.NEIGHBOURHOOD),
        cells=(cell_at(place.centre, Precision.NEIGHBOURHOOD),),
        languages=wording.offered_languages(),
        lifetime=lifetime,
    )


def _check_state(row: Drill, now: datetime, *allowed: str) -> None:
    state = drills.state_of(
        released_at=row.released_at,
        expires_at=row.expires_at,
        stopped_at=row.stopped_at,
        proposal_ends_at=row.proposal_ends_at,
        now=now,
    )
    if state not in allowed:
        raise DrillNotPossibleNow(state=state)


def _check_hash(row: Drill, previewed: str, content: Content, texts: tuple[Text, ...]) -> None:
    if not previewed or previewed != row.content_hash or content_hash(content, texts) != previewed:
        raise ContentChanged


def _message(texts: tuple[Text, ...], expires_at: datetime, now: datetime) -> UUID:
    renderings = {}
    for text in texts:
        ending = wording.book().text(
            "closing.unsubscribe", text.language, unsubscribe_url="{unsubscribe_url}"
        )
        body = f"{text.description}\n\n{text.closing}\n\n{ending}"
        renderings[text.language] = channels.Rendering(text.headline, body, text.short)
    return channels.create_message(purpose=PURPOSE, renderings=renderings, now=now, expires_at=expires_at)


def _message_of_the_end(row: Drill, now: datetime) -> UUID:
    book = wording.book()
    renderings = {
        tag: channels.Rendering(
            book.text("drill.over_headline", tag, code=row.code),
            "\n\n".join(
                (
                    book.text("drill.over", tag, code=row.code),
                    book.text("closing.unsubscribe", tag, unsubscribe_url="{unsubscribe_url}"),
                )
            ),
        )
        for tag in Content.from_json(row.content).languages
    }
    until = now + timedelta(hours=12)
    return channels.create_message(purpose=PURPOSE, renderings=renderings, now=now, expires_at=until)


def _ask_to_confirm(row: DrillVolunteer, now: datetime) -> None:
    book, tag, name = wording.book(), row.language, network.current_network().name
    lines = (
        book.text("drill.confirm_body", tag, network=name),
        book.text("mail.confirm_press", tag),
        "{confirm_url}",
        book.text("mail.confirm_ignore", tag),
    )
    subject = book.text("drill.confirm_subject", tag, network=name)
    message_id = channels.create_message(
        purpose="confirmation",
        renderings={tag: channels.Rendering(subject, "\n\n".join(lines))},
        now=now,
        expires_at=now + timedelta(hours=48),
    )
    values = {"confirm_url": signing.address(row.pk, tokens.DRILLS)}
    recipient = channels.Recipient(row.correspondent_id, tag, values)
    channels.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.ROUTINE, now=now
    )


def _unused_code() -> str:
    while True:
        code = f"{drills.CODE_PREFIX}{codes.new_code(secrets.choice)}"
        if not Drill.objects.filter(code=code).exists():
            return code


def _locked(drill_id: UUID) -> Drill:
    row = Drill.objects.select_for_update().filter(pk=drill_id).first()
    if row is None:
        raise queries.NoSuchDrill
    return row


def _forget(correspondent_id: UUID, now: datetime) -> None:
    try:
        with transaction.atomic():
            channels.forget_correspondent(correspondent_id, now)
    except channels.NoSuchCorrespondent:
        return  # forgotten before
