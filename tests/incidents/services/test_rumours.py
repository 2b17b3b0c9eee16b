"""A rumour page is made by one person, made public by a second, and goes when its outcome does."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from amparo.core import journal
from amparo.core.places.cells import Point, Precision, cell_at
from amparo.incidents.domain.outcomes import (
    Basis,
    BasisKind,
    BasisMissing,
    ConfirmationNeedsMore,
    Outcome,
    ReportNotOfIncident,
)
from amparo.incidents.domain.rumours import DRAFTS_KEPT, LIFE, Claim, OwnWordsIncomplete
from amparo.incidents.models import Rumour, SearchEntry, SearchToken
from amparo.incidents.queries import rumours as queries
from amparo.incidents.queries import search
from amparo.incidents.queries.handover import NothingFoundYet
from amparo.incidents.queries.rumours import NoSuchRumour
from amparo.incidents.services import decide, search_index
from amparo.incidents.services import rumours as service
from amparo.incidents.services.decide import HowJudgedHoldsPrivate
from amparo.incidents.services.rumours import (
    NotWaiting,
    OutsideClaim,
    OwnWordsHoldPrivate,
    PlaceNotKnown,
    RumourChanged,
    RumourExists,
)
from amparo.network.api import NotAllowed, NotIndependent, Role
from amparo.reports.api import PlaceKind
from tests.incidents import world
from tests.incidents.world import ALVARADO, OBSERVER, after
from tests.personas import Personas, add_member

pytestmark = pytest.mark.django_db

HERE = cell_at(ALVARADO, Precision.NEIGHBOURHOOD)
OFFICIAL = (Basis(BasisKind.OFFICIAL_SOURCE, "the school office said so on the telephone"),)


def decided(personas: Personas, outcome: Outcome = Outcome.UNFOUNDED, **what: object) -> UUID:
    incident = world.seen(**what)  # type: ignore[arg-type]  # handed on as it came
    decide.record_outcome(
        incident_id=incident.pk, outcome=outcome, basis=OBSERVER, by=personas.verifier.actor, now=after(5)
    )
    return incident.pk


def drafted(personas: Personas, **what: object) -> UUID:
    return service.draft_from_incident(
        incident_id=decided(personas, Outcome.UNFOUNDED, **what), by=personas.verifier.actor, now=after(6)
    )


def read(rumour_id: UUID, personas: Personas) -> str:
    found = queries.preview(rumour_id, language="en", by=personas.editor.actor, now=after(7))
    return found.content_hash


def published(personas: Personas, **what: object) -> UUID:
    rumour_id = drafted(personas, **what)
    service.publish(
        rumour_id=rumour_id, content_hash=read(rumour_id, personas), by=personas.editor.actor, now=after(8)
    )
    return rumour_id


def outside(personas: Personas, **other: object) -> UUID:
    values: dict[str, object] = {
        "claim": Claim.BUSES,
        "place_kind": "school",
        "cell": HERE,
        "day": after(0).date(),
        "outcome": Outcome.UNFOUNDED,
        "basis": OFFICIAL,
    }
    what = OutsideClaim(**values | other)  # type: ignore[arg-type]  # a test's own values
    return service.draft_outside(what=what, by=personas.verifier.actor, now=after(6))


def is_public(rumour_id: UUID, minutes: float = 9) -> bool:
    try:
        queries.public_rumour(rumour_id, language="en", now=after(minutes))
    except NoSuchRumour:
        return False
    return True


def test_nothing_is_public_before_a_second_person(personas: Personas) -> None:
    rumour_id = drafted(personas)

    assert not is_public(rumour_id)
    assert not SearchEntry.objects.exists()
    service.publish(
        rumour_id=rumour_id, content_hash=read(rumour_id, personas), by=personas.editor.actor, now=after(8)
    )

    assert is_public(rumour_id)
    [entry] = journal.after(0, kinds=["rumour.published"])
    assert entry.by == personas.editor.actor.ref


def test_whoever_wrote_a_page_does_not_publish_it(personas: Personas) -> None:
    both = add_member(Role.VERIFIER, Role.EDITOR, handle="both").actor
    own = service.draft_from_incident(incident_id=decided(personas), by=both, now=after(6))
    seen = read(own, personas)

    with pytest.raises(NotIndependent):
        service.publish(rumour_id=own, content_hash=seen, by=both, now=after(8))
    assert not is_public(own)


def test_the_database_asks_for_a_second_person_too(personas: Personas) -> None:
    rumour_id = published(personas)
    row = Rumour.objects.get(pk=rumour_id)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rumour.objects.filter(pk=rumour_id).update(published_by=row.composed_by)


def test_what_was_not_read_is_not_published(personas: Personas) -> None:
    rumour_id = drafted(personas)
    for given in ("", "0" * 64):
        with pytest.raises(RumourChanged):
            service.publish(rumour_id=rumour_id, content_hash=given, by=personas.editor.actor, now=after(8))
    seen = read(rumour_id, personas)
    Rumour.objects.filter(pk=rumour_id).update(claim=Claim.RAID.value)

    with pytest.raises(RumourChanged):
        service.publish(rumour_id=rumour_id, content_hash=seen, by=personas.editor.actor, now=after(8))


def test_published_once_only(personas: Personas) -> None:
    rumour_id = drafted(personas)
    seen = read(rumour_id, personas)
    service.publish(rumour_id=rumour_id, content_hash=seen, by=personas.editor.actor, now=after(8))

    with pytest.raises(NotWaiting):
        service.publish(rumour_id=rumour_id, content_hash=seen, by=personas.coordinator.actor, now=after(9))
    with pytest.raises(NoSuchRumour):
        service.publish(rumour_id=UUID(int=1), content_hash=seen, by=personas.editor.actor, now=after(9))


def test_a_page_needs_an_outcome_and_a_place(personas: Personas) -> None:
    incident = world.seen(minutes=0)
    with pytest.raises(NothingFoundYet):
        service.draft_from_incident(incident_id=incident.pk, by=personas.verifier.actor, now=after(6))

    nowhere = world.seen(minutes=0, precision=Precision.DISTRICT, place_is_known=False)
    decide.record_outcome(
        incident_id=nowhere.pk,
        outcome=Outcome.UNVERIFIABLE,
        basis=(),
        by=personas.verifier.actor,
        now=after(5),
    )
    with pytest.raises(PlaceNotKnown):
        service.draft_from_incident(incident_id=nowhere.pk, by=personas.verifier.actor, now=after(6))


def test_an_incident_has_one_page_at_a_time(personas: Personas) -> None:
    rumour_id = drafted(personas)
    incident_id = Rumour.objects.get(pk=rumour_id).incident_id
    assert incident_id is not None
    with pytest.raises(RumourExists):
        service.draft_from_incident(incident_id=incident_id, by=personas.verifier.actor, now=after(7))

    service.withdraw(rumour_id=rumour_id, by=personas.dispatcher.actor, now=after(8))

    anew = service.draft_from_incident(incident_id=incident_id, by=personas.verifier.actor, now=after(9))
    assert anew != rumour_id


def test_one_person_alone_takes_a_page_back(personas: Personas) -> None:
    rumour_id = published(personas)

    service.withdraw(rumour_id=rumour_id, by=personas.dispatcher.actor, now=after(9))

    assert not is_public(rumour_id)
    assert not SearchEntry.objects.exists()
    assert not SearchToken.objects.exists()
    with pytest.raises(NotWaiting):
        service.withdraw(rumour_id=rumour_id, by=personas.dispatcher.actor, now=after(9))


def test_a_corrected_outcome_takes_its_page_back_in_the_same_breath(personas: Personas) -> None:
    rumour_id = published(personas)
    row = Rumour.objects.get(pk=rumour_id)
    assert row.incident_id is not None

    decide.record_outcome(
        incident_id=row.incident_id,
        outcome=Outcome.CONFIRMED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(9),
        corrects=row.record_id,
    )

    assert not is_public(rumour_id)
    assert search.look_up("westlake", language="en", now=after(10)) == ()
    row.refresh_from_db()
    assert row.withdrawn_why == "outcome_changed"


def test_a_page_is_public_for_its_time_only_and_leaves_the_search(personas: Personas) -> None:
    rumour_id = published(personas)
    end = 8 + LIFE / timedelta(minutes=1)

    assert is_public(rumour_id, end - 1)
    assert not is_public(rumour_id, end)
    assert search.look_up("agents", language="en", now=after(end)) == ()
    assert search_index.prune(after(end)) == 1
    assert not SearchEntry.objects.exists()


def test_a_draft_that_nobody_published_is_forgotten(personas: Personas) -> None:
    rumour_id = drafted(personas)
    seen = read(rumour_id, personas)
    late = after(6) + DRAFTS_KEPT
    with pytest.raises(NotWaiting):
        service.publish(rumour_id=rumour_id, content_hash=seen, by=personas.editor.actor, now=late)

    assert service.forget_old_drafts(late) == 1
    assert not Rumour.objects.exists()


def test_no_word_of_a_reporter_and_nothing_finer_than_the_neighbourhood_is_in_a_page(
    personas: Personas,
) -> None:
    told = "an unmistakable sentence about the blue awning at 1234 Alvarado"
    rumour_id = published(personas, text=told, place_kind=PlaceKind.HOME, place_text="1234 Alvarado St")

    [entry] = SearchEntry.objects.all()
    row = Rumour.objects.get(pk=rumour_id)
    everything = str((row.__dict__, entry.__dict__))
    assert "awning" not in everything
    assert "1234" not in everything
    assert row.cell == HERE
    assert row.place_kind == ""


def test_how_often_is_told_in_steps_and_does_not_grow_with_a_late_report(personas: Personas) -> None:
    incident = world.seen(minutes=0)
    for number in range(5):
        world.seen(minutes=0.1 * number)
    decide.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(5),
    )
    rumour_id = service.draft_from_incident(incident_id=incident.pk, by=personas.verifier.actor, now=after(6))

    heard = Rumour.objects.get(pk=rumour_id).heard
    assert [each["at_least"] for each in heard] == [5]


def test_an_outside_claim_becomes_a_page_with_what_was_found(personas: Personas) -> None:
    own = {"en": "two white buses by the gate", "es": "dos autobuses blancos en la entrada"}
    rumour_id = outside(personas, own_words=own)
    service.publish(
        rumour_id=rumour_id, content_hash=read(rumour_id, personas), by=personas.editor.actor, now=after(8)
    )

    shown = queries.public_rumour(rumour_id, language="es", now=after(9))

    assert shown.text.language == "es"
    assert "dos autobuses blancos" in shown.text.said[1]
    assert shown.text.heard == ()
    [answer] = search.look_up("¿hay camiones blancos en la escuela?", language="es", now=after(9))
    assert answer.outcome is Outcome.UNFOUNDED
    assert answer.bases == (BasisKind.OFFICIAL_SOURCE,)


@pytest.mark.parametrize(
    "other, refused",
    [
        ({"basis": ()}, BasisMissing),
        ({"outcome": Outcome.CONFIRMED}, ConfirmationNeedsMore),
        ({"outcome": Outcome.CONFIRMED, "basis": ()}, BasisMissing),
        (
            {"basis": (Basis(BasisKind.MEDIA_WITH_LANDMARK, "the clock tower", (UUID(int=7),)),)},
            ReportNotOfIncident,
        ),
        ({"basis": (Basis(BasisKind.OFFICIAL_SOURCE, "call 213-555-0134"),)}, HowJudgedHoldsPrivate),
        ({"own_words": {"en": "buses"}}, OwnWordsIncomplete),
        ({"own_words": {"en": "plate 7ABC123", "es": "placa 7ABC123"}}, OwnWordsHoldPrivate),
        ({"cell": cell_at(Point(51.5, -0.12), Precision.NEIGHBOURHOOD)}, PlaceNotKnown),
    ],
)
def test_an_outside_claim_is_held_to_the_same_rules(
    personas: Personas, other: dict[str, object], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        outside(personas, **other)
    assert not Rumour.objects.exists()


def test_each_step_asks_for_its_own_capability(personas: Personas) -> None:
    incident_id = decided(personas)
    with pytest.raises(NotAllowed):
        service.draft_from_incident(incident_id=incident_id, by=personas.coordinator.actor, now=after(6))
    rumour_id = service.draft_from_incident(incident_id=incident_id, by=personas.verifier.actor, now=after(6))
    seen = read(rumour_id, personas)
    for by in (personas.dispatcher, personas.hotline_operator, personas.observer):
        with pytest.raises(NotAllowed):
            service.publish(rumour_id=rumour_id, content_hash=seen, by=by.actor, now=after(8))
    for by in (personas.hotline_operator, personas.observer, personas.legal):
        with pytest.raises(NotAllowed):
            service.withdraw(rumour_id=rumour_id, by=by.actor, now=after(8))
    with pytest.raises(NotAllowed):
        queries.desk(language="en", by=personas.hotline_operator.actor, now=after(8))
