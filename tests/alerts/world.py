"""A small world for the tests of alerts: incidents with outcomes, subscribers, and what left for them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from amparo.alerts import api as alerts
from amparo.alerts.domain import tokens
from amparo.alerts.domain.kinds import Kind, Topic
from amparo.alerts.models import Subscription
from amparo.alerts.queries import signing
from amparo.alerts.services import composing, subscribing
from amparo.channels.models import RecordedMessage
from amparo.core import clock, jobs
from amparo.core.places.cells import Point, Precision, cell_at
from amparo.incidents import api as incidents
from amparo.incidents.api import Basis, BasisKind, Outcome
from amparo.network.api import Actor
from amparo.reports import api as reports
from amparo.reports.api import Activity, Answer, PlaceKind, ReportDraft
from tests.alerts.signing_keys import is_the_signer
from tests.personas import Personas

PICO_UNION = Point(34.0467, -118.2850)
FAR_AWAY = Point(34.2, -118.5)


@dataclass
class World:
    """Who is there, and what time it is."""

    personas: Personas
    now: datetime = field(default_factory=clock.now)
    told: int = field(default=0)

    def later(self, by: timedelta) -> None:
        """Let time pass, and work be done."""
        self.now += by
        self.work()

    def work(self) -> jobs.Drained:
        """Do all background work that is due; nothing may fail."""
        # Long work reads the clock between its steps, and what it queues then is due a moment later.
        queues = ("worker", "gateway", *((alerts.SIGNING_QUEUE,) if is_the_signer() else ()))
        drained = jobs.run_all(now=max(self.now, clock.now()), queues=queues)
        after = max(self.now, clock.now() + timedelta(seconds=1))
        drained.failed += jobs.run_all(now=after, queues=queues).failed
        assert not drained.failed, drained.failed
        return drained

    def incident(
        self,
        outcome: Outcome | None = Outcome.CONFIRMED,
        *,
        place: Point | None = None,
        place_kind: PlaceKind = PlaceKind.PUBLIC,
        activity: Activity = Activity.STREET_STOP,
        being_taken: Answer = Answer.UNKNOWN,
    ) -> UUID:
        """Have a report come in, form an incident, and be decided; each a few miles north of the one before."""
        where = place or Point(PICO_UNION.lat + 0.04 * self.told, PICO_UNION.lon)
        self.told += 1
        draft = ReportDraft(
            activity=activity,
            cell=cell_at(where, Precision.EXACT),
            seen_at=self.now - timedelta(minutes=12),
            first_hand=True,
            place_kind=place_kind,
            being_taken=being_taken,
        )
        submitted = reports.submit_report(
            draft=draft, token=f"invented-token-{self.told:06d}", channel="web", language="en", now=self.now
        )
        self.work()
        incident_id = incidents.incident_of(submitted.report_id)
        assert incident_id is not None
        if outcome is not None:
            self.decide(incident_id, outcome)
        return incident_id

    def decide(self, incident_id: UUID, outcome: Outcome, *, corrects: UUID | None = None) -> UUID:
        """Record an outcome as the verifier."""
        kind = BasisKind.OFFICIAL_SOURCE if outcome == Outcome.OTHER_AGENCY else BasisKind.TRAINED_OBSERVER
        basis = (Basis(kind=kind, how_judged="Invented: our observer went there."),)
        return incidents.record_outcome(
            incident_id=incident_id,
            outcome=outcome,
            basis=basis,
            by=self.personas.verifier.actor,
            now=self.now,
            corrects=corrects,
        )

    def correct_outcome(self, incident_id: UUID, outcome: Outcome) -> UUID:
        """Record another outcome instead of the one that stands."""
        stands = incidents.for_alert(incident_id, by=self.personas.editor.actor).outcome_id
        return self.decide(incident_id, outcome, corrects=stands)

    def end(self, incident_id: UUID) -> None:
        """Say that what happened there is over."""
        incidents.end_incident(incident_id=incident_id, by=self.personas.verifier.actor, now=self.now)

    def compose(self, incident_id: UUID, kind: Kind = Kind.CONFIRMED, **choices: object) -> UUID:
        """Compose as the dispatcher, with what is usually ticked."""
        given: dict[str, object] = {
            "sentences": alerts.USUAL[kind],
            "slots": {},
            "precision": None,
            "languages": None,
            **choices,
        }
        return alerts.compose(
            incident_id=incident_id,
            kind=kind,
            by=self.personas.dispatcher.actor,
            now=self.now,
            **given,  # type: ignore[arg-type]  # the callers' choices are typed by compose itself
        )

    def revise(self, alert_id: UUID, draft: alerts.Draft, *, by: Actor | None = None) -> None:
        """Change a draft, as the dispatcher unless said otherwise."""
        composing.revise(
            alert_id=alert_id, draft=draft, by=by or self.personas.dispatcher.actor, now=self.now
        )

    def propose(self, alert_id: UUID) -> str:
        """Propose as the dispatcher; return the hash."""
        return alerts.propose(alert_id, self.personas.dispatcher.actor, self.now)

    def proposed(self, kind: Kind = Kind.CONFIRMED, **choices: object) -> tuple[UUID, str]:
        """Return a proposal about a new incident, and its hash."""
        alert_id = self.compose(self.incident(Outcome(kind.value)), kind, **choices)
        return alert_id, self.propose(alert_id)

    def release(self, alert_id: UUID) -> UUID:
        """Propose if need be, and release as the editor."""
        actor = self.personas.editor.actor
        shown = alerts.preview(alert_id, actor, self.now)
        if shown.row.state == alerts.State.DRAFT:
            self.propose(alert_id)
        shown = alerts.preview(alert_id, actor, self.now)
        alerts.release(alert_id=alert_id, content_hash=shown.content_hash, by=actor, now=self.now)
        return alert_id

    def released(self, kind: Kind = Kind.CONFIRMED, **choices: object) -> UUID:
        """Return an alert about a new incident that was just released, its work done."""
        alert_id = self.release(self.proposed(kind, **choices)[0])
        self.work()
        return alert_id

    def follow(self, alert_id: UUID, kind: Kind, **draft: object) -> UUID:
        """Compose and release what follows a message; its work is done."""
        compose = {
            Kind.UPDATE: alerts.update,
            Kind.ALL_CLEAR: alerts.all_clear,
            Kind.CORRECTION: alerts.correct,
        }[kind]
        choice = alerts.Draft(sentences=alerts.USUAL[kind], **draft)  # type: ignore[arg-type]  # as in compose
        following = compose(alert_id=alert_id, draft=choice, by=self.personas.dispatcher.actor, now=self.now)
        self.release(following)
        self.work()
        return following

    def withdraw(self, alert_id: UUID) -> None:
        """Take back as the verifier, alone."""
        alerts.withdraw(alert_id=alert_id, by=self.personas.verifier.actor, now=self.now)
        self.work()

    def subscriber(
        self,
        address: str,
        *,
        areas: tuple[str, ...] = ("pico-union",),
        language: str = "en",
        topics: tuple[Topic, ...] = (Topic.CONFIRMED, Topic.FOUND_FALSE),
        is_everywhere: bool = False,
    ) -> UUID:
        """Subscribe an address and confirm it as its owner would."""
        before = set(Subscription.objects.values_list("pk", flat=True))
        wishes = alerts.Wishes(language, topics, areas, is_everywhere)
        alerts.subscribe(address=address, wishes=wishes, now=self.now)
        subscription_id = Subscription.objects.exclude(pk__in=before).get().pk
        self.work()
        token = signing.address(subscription_id, tokens.CONFIRM).split("/")[-2]
        alerts.confirm_subscription(token, self.now)
        self.work()
        return subscription_id

    def stop_token(self, subscription_id: UUID) -> str:
        """Return the token of a subscription's unsubscribe link."""
        return signing.address(subscription_id, tokens.UNSUBSCRIBE).split("/")[-2]

    def move(self, subscription_id: UUID, area: str) -> None:
        """Let a subscriber watch another area from now on."""
        wishes = alerts.Wishes("en", (Topic.CONFIRMED,), (area,))
        subscribing.change(token=self.stop_token(subscription_id), wishes=wishes)

    def stop(self, subscription_id: UUID) -> None:
        """Let a subscriber stop."""
        alerts.unsubscribe(self.stop_token(subscription_id), self.now)

    def bodies(self, subject_part: str) -> list[str]:
        """Return the bodies of messages whose subject holds a text."""
        rows = RecordedMessage.objects.filter(subject__contains=subject_part)
        return list(rows.values_list("body", flat=True))

    def got(self, subject_part: str) -> list[str]:
        """Return the masked addresses that got a message whose subject holds a text, sorted."""
        rows = RecordedMessage.objects.filter(subject__contains=subject_part)
        return sorted(rows.values_list("to", flat=True))
