"""Subscribe by writing JOIN, and answer: what comes, how often, what it costs, how to end it.

By SMS the message comes from the telephone that will get the alerts, so it is the consent; a second JOIN adds places.
By mail it might come from anybody, so the address is asked first, as on the page.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from amparo.alerts import notices
from amparo.alerts.domain import joining
from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import Subscription, SubscriptionState
from amparo.alerts.queries import naming, wording
from amparo.alerts.queries import wishes as wish_queries
from amparo.alerts.queries.naming import Meant
from amparo.alerts.services import holding, subscribing, wishing
from amparo.channels import api as channels
from amparo.channels.api import Join
from amparo.core import clock, ids, jobs, journal, phrases
from amparo.core.jobs import Priority
from amparo.core.places import gazetteer
from amparo.network import api as network

PURPOSE = "joining"
ANSWER_WITHIN = timedelta(hours=6)
MOST_NAMED = 3


def take(join_id: UUID, now: datetime) -> None:
    """Carry out a wish to join and answer it.

    Raises:
        Retry: another wish of the same person is being carried out at this moment.
    """
    try:
        with transaction.atomic():
            try:
                join = channels.take_join(join_id)
            except channels.NoSuchJoin:
                return
            _carry_out(join, now)
    except IntegrityError as error:
        raise jobs.Retry(after=jobs.FIRST_BACKOFF / 4) from error


def _carry_out(join: Join, now: datetime) -> None:
    row = _subscription_of(join.correspondent_id)
    language = _language(join, row)
    asked = joining.asked(join.argument)
    has_areas = bool(gazetteer.gazetteer().areas)
    if asked.is_everything or not has_areas:
        quiet = wish_queries.of_row(row).quiet if row is not None else None
        _subscribe(join, row, Wishes(language, tuple(Topic), is_everywhere=True, quiet=quiet), now)
        return
    if asked.is_empty and row is not None and row.state == SubscriptionState.CONFIRMED:
        _answer(join, language, _welcome(row, language), now)
        return
    meant = naming.meant(asked)
    together = {*(row.areas if row else ()), *(area.slug for area in meant.inside)}
    if not meant.inside or len(together) > wishing.MOST_AREAS:
        is_empty = asked.is_empty
        _refuse(join, row, language, _why_not(meant, language, is_empty=is_empty), now)
        return
    wishes = Wishes(language, tuple(Topic), tuple(sorted(together)))
    if row is not None:  # what was drawn, the whole region and the quiet hours stay
        before = wish_queries.of_row(row)
        wishes = replace(wishes, is_everywhere=before.is_everywhere, drawn=before.drawn, quiet=before.quiet)
    rest = wording.book().text("join.rest_unknown", language) if meant.unknown or meant.outside else ""
    _subscribe(join, row, wishes, now, rest)


def _subscription_of(correspondent_id: UUID) -> Subscription | None:
    """Return the subscription to which somebody's JOIN adds places: their own, or one that comes to them as well."""
    for row in holding.with_first_way(correspondent_id):
        return row
    confirmed = (
        way.subscription
        for way in holding.further_ways(correspondent_id)
        if way.state == SubscriptionState.CONFIRMED
    )
    return next(confirmed, None)


def _language(join: Join, row: Subscription | None) -> str:
    """Return the language of alerts: of the word; English words are everybody's, so who has chosen keeps theirs."""
    wanted = row.language if row is not None and join.language == "en" else join.language
    return phrases.language_for(wording.APP, [wanted])


def _subscribe(join: Join, row: Subscription | None, wishes: Wishes, now: datetime, rest: str = "") -> None:
    if not join.is_proven:
        subscribing.ask_first(join.correspondent_id, wishes, channel=join.kind, now=now)
        return
    is_new = row is None
    if row is None:
        row = Subscription(
            id=ids.new_anonymous_id(), correspondent_id=join.correspondent_id, channel=join.kind
        )
        row.asked_at = clock.floor_to(now, clock.HOUR)
    row.language = wishes.language
    subscribing.consent(row, now)
    subscribing.rewrite_wishes(row, wishes)
    if is_new:
        journal.write(notices.SUBSCRIBED, subject=row.pk, by="subscriber", now=now)
    _answer(join, row.language, " ".join(part for part in (_welcome(row, row.language), rest) if part), now)


def _welcome(row: Subscription, language: str) -> str:
    return wording.book().text("join.welcome", language, network=_network(), places=_places(row, language))


def _places(row: Subscription, language: str) -> str:
    if row.is_everywhere:
        return wording.book().text("join.everywhere", language)
    known = {area.slug: area.name for area in gazetteer.gazetteer().areas}
    names = [known.get(slug, slug) for slug in row.areas]
    rest = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" +{rest}" if rest > 0 else "")


def _why_not(meant: Meant, language: str, *, is_empty: bool) -> str:
    book, name = wording.book(), _network()
    if meant.inside:
        return book.text("join.too_many", language, network=name, limit=str(wishing.MOST_AREAS))
    if meant.outside:
        return book.text("join.outside", language, network=name, places=meant.outside[0].name)
    example = naming.example()
    phrase = f"join.{'where' if is_empty else 'unknown'}{'' if example else '_bare'}"
    return book.text(phrase, language, network=name, example=example)


def _refuse(join: Join, row: Subscription | None, language: str, why: str, now: datetime) -> None:
    """Answer that nothing changed; whoever has no subscription is forgotten a day later."""
    _answer(join, language, why, now)
    if row is None:
        payload = {"correspondent": str(join.correspondent_id)}
        jobs.enqueue("alerts.let_go", payload, now=now, run_at=now + clock.DAY)


def let_go(correspondent_id: UUID, now: datetime) -> None:
    """Forget somebody whose JOIN led to nothing, unless another one did meanwhile."""
    with transaction.atomic():
        if holding.with_first_way(correspondent_id) or holding.further_ways(correspondent_id):
            return
        try:
            channels.forget_correspondent(correspondent_id, now)
        except channels.NoSuchCorrespondent:
            return


def _answer(join: Join, language: str, text: str, now: datetime) -> None:
    subject = wording.book().text("join.subject", language, network=_network())
    message_id = channels.create_message(
        purpose=PURPOSE,
        renderings={language: channels.Rendering(subject, text, text)},
        now=now,
        expires_at=now + ANSWER_WITHIN,
    )
    channels.queue_deliveries(
        message_id=message_id,
        recipients=[channels.Recipient(join.correspondent_id, language, {})],
        priority=Priority.URGENT,
        now=now,
    )


def _network() -> str:
    return network.current_network().name
