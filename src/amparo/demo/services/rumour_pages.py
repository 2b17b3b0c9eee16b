"""Rumour pages of the invented weekend: what was found false becomes a page; one still waits for a second person."""

from datetime import datetime

from amparo.core.clock import HOUR
from amparo.core.places.cells import Precision, cell_at
from amparo.core.places.gazetteer import gazetteer
from amparo.demo.services.people import Cast
from amparo.demo.services.replay import EDITOR, VERIFIER, Story
from amparo.incidents import api as incidents
from amparo.incidents.api import Basis, BasisKind, Claim, Outcome, OutsideClaim

FROM_INCIDENTS = ("school-lockdown-rumour", "market-rumour", "hospital-rumour")
_BUSES_AT = "boyle-heights"
_SAID_BEFORE = 12 * HOUR
_SAID = "The school's secretary answered the telephone: a class trip."


def publish(cast: Cast, story: Story, now: datetime) -> None:
    """Make the pages: those from incidents and one heard outside are public, another waits."""
    verifier, editor = cast.actor(VERIFIER), cast.actor(EDITOR)
    drafts = [
        incidents.draft_rumour(incident_id=incident_id, by=verifier, now=now)
        for name in FROM_INCIDENTS
        if (incident_id := incidents.incident_of(story.reports[name][0][0])) is not None
    ]
    drafts.append(incidents.draft_outside_rumour(what=_outside(Claim.BUSES, now), by=verifier, now=now))
    for rumour_id in drafts:
        shown = incidents.preview_rumour(rumour_id, language="en", by=editor, now=now)
        incidents.publish_rumour(rumour_id=rumour_id, content_hash=shown.content_hash, by=editor, now=now)
    incidents.draft_outside_rumour(what=_outside(Claim.RAID, now), by=verifier, now=now)


def _outside(claim: Claim, now: datetime) -> OutsideClaim:
    area = gazetteer().by_slug(_BUSES_AT)
    return OutsideClaim(
        claim=claim,
        place_kind="school",
        cell=cell_at(area.centre, Precision.NEIGHBOURHOOD),
        day=(now - _SAID_BEFORE).date(),
        outcome=Outcome.UNFOUNDED,
        basis=(Basis(BasisKind.OFFICIAL_SOURCE, _SAID),),
    )
