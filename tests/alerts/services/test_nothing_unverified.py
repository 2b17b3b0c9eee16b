"""Whatever members do, in whatever order: what nobody verified is never published.

Random sequences of everything the desk can do, by everyone who can do it, over incidents that are undecided, decided
and decided anew, beginning with a draft and a proposal. Each runs in a transaction that is rolled back.
`AMPARO_SEQUENCES` sets how many are tried: 10,000 take some minutes.
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert
from amparo.alerts.queries import feeds, public
from amparo.alerts.services import composing, expiring
from amparo.core.errors import AmparoError
from amparo.incidents import api as incidents
from amparo.incidents.api import Outcome
from amparo.incidents.models import OutcomeRecord
from amparo.network.api import Actor
from tests.alerts.world import World

SEQUENCES = int(os.environ.get("AMPARO_SEQUENCES", "100"))
ACTIONS = (
    "compose", "compose", "follow", "follow", "propose", "propose", "propose", "release", "release", "release",
    "release_with_old_hash", "revise",
    "withdraw", "decide", "end", "wait", "expire",
)  # fmt: skip

step = st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3), st.integers(0, 7), st.integers(0, 2))


class Chaos:
    """Members who press every button."""

    def __init__(self, now: datetime, people: list[Actor], about: list[UUID]) -> None:
        self.now = now
        self.about = about
        self.people = people
        self.hashes: list[str] = [""]

    def press(self, action: str, who: int, what: int, where: int) -> None:
        """Press one button; a refusal is an answer, and changes nothing."""
        buttons: dict[str, Callable[[Actor, int, UUID], object]] = {
            "compose": self.compose, "follow": self.follow, "propose": self.propose, "release": self.release,
            "release_with_old_hash": self.release_with_old_hash, "revise": self.revise,
            "withdraw": lambda by, what, _where: alerts.withdraw(alert_id=self.alert(what), by=by, now=self.now),
            "decide": self.decide,
            "end": lambda by, _what, where: incidents.end_incident(incident_id=where, by=by, now=self.now),
            "wait": self.wait,
            "expire": lambda _by, _what, _where: expiring.expire(self.now),
        }  # fmt: skip
        try:
            with transaction.atomic():
                buttons[action](self.people[who], what, self.about[where])
        except AmparoError:
            return

    def alert(self, what: int) -> UUID:
        """Return one of the newest alerts there are."""
        known = list(Alert.objects.order_by("-created_at", "-pk").values_list("pk", flat=True)[:3])
        return known[what % len(known)] if known else UUID(int=0)

    def compose(self, by: Actor, what: int, where: UUID) -> None:
        kind = list(Kind)[what]
        composing.compose(incident_id=where, kind=kind, draft=alerts.Draft(), by=by, now=self.now)

    def follow(self, by: Actor, what: int, _where: UUID) -> None:
        composing.follow_up(
            alert_id=self.alert(what), kind=list(Kind)[what], draft=alerts.Draft(), by=by, now=self.now
        )

    def propose(self, by: Actor, what: int, _where: UUID) -> None:
        self.hashes.append(alerts.propose(self.alert(what), by, self.now))

    def release(self, by: Actor, what: int, _where: UUID) -> None:
        alert_id = self.alert(what)
        shown = alerts.preview(alert_id, by, self.now)
        alerts.release(alert_id=alert_id, content_hash=shown.content_hash, by=by, now=self.now)

    def release_with_old_hash(self, by: Actor, what: int, _where: UUID) -> None:
        chosen = self.hashes[what % len(self.hashes)]
        alerts.release(alert_id=self.alert(what), content_hash=chosen, by=by, now=self.now)

    def revise(self, by: Actor, what: int, _where: UUID) -> None:
        composing.revise(alert_id=self.alert(what), draft=alerts.Draft(), by=by, now=self.now)

    def decide(self, by: Actor, what: int, where: UUID) -> None:
        if where == self.about[0]:
            return
        stands = incidents.for_alert(where, by=by).outcome_id
        basis = incidents.Basis(kind=incidents.BasisKind.TRAINED_OBSERVER, how_judged="Invented: went there.")
        incidents.record_outcome(
            incident_id=where,
            outcome=list(Outcome)[what % 4],
            basis=(basis,),
            by=by,
            now=self.now,
            corrects=stands,
        )

    def wait(self, _by: Actor, what: int, _where: UUID) -> None:
        self.now += timedelta(minutes=1 + 20 * what)


def check_published(undecided: UUID, now: datetime) -> int:
    """Assert that everything that went out rests on a record; return how much there was."""
    sent = list(Alert.objects.filter(released_at__isnull=False))
    for row in sent:
        assert row.incident_id != undecided
        record = OutcomeRecord.objects.get(pk=row.content["outcome_id"])
        assert record.incident_id == row.incident_id
        assert row.content["facts"]["outcome"] == record.outcome
        if row.kind in {each.value for each in Outcome}:
            assert row.kind == record.outcome
        if row.kind != Kind.WITHDRAWAL:
            assert str(row.released_by) not in row.authors
    for entry in feeds.current(now):
        assert entry.alert_id in {row.pk for row in sent}
    shown = public.home("en", now)
    for each in (*shown.confirmed, *shown.found_false, *shown.over):
        assert each.alert_id in {row.pk for row in sent}
    return len(sent)


@pytest.mark.timeout(3600)
def test_what_nobody_verified_is_never_published(world: World) -> None:
    about = [world.incident(None), world.incident(Outcome.UNFOUNDED), world.incident(Outcome.CONFIRMED)]
    world.compose(about[1], Kind.UNFOUNDED)
    world.propose(world.compose(about[2]))
    who = world.personas
    people = [each.actor for each in (who.dispatcher, who.verifier, who.editor, who.coordinator)]
    published: list[int] = []

    @settings(
        max_examples=SEQUENCES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(step, min_size=3, max_size=14))
    def try_everything(sequence: list[tuple[str, int, int, int]]) -> None:
        with transaction.atomic():
            chaos = Chaos(world.now, people, about)
            for action, who, what, where in sequence:
                chaos.press(action, who, what, where)
            published.append(check_published(about[0], chaos.now))
            transaction.set_rollback(True)

    try_everything()

    assert sum(published) > SEQUENCES / 20, "the sequences must publish something, or they prove nothing"
