"""Let go what stands beside an incident when that closes, or when nothing is left of it."""

from uuid import UUID

from amparo.incidents.domain import looking
from amparo.incidents.domain.looking import RequestState
from amparo.incidents.models import Note, VerificationRequest
from amparo.incidents.queries import family


def erase_beside(incident_id: UUID) -> None:
    """Delete the notes, take back what nobody answered, and drop the words of answers. In the caller's transaction."""
    ids = family.of(incident_id)
    Note.objects.filter(incident__in=ids).delete()
    requests = VerificationRequest.objects.filter(incident__in=ids)
    requests.filter(state__in=sorted(looking.OPEN)).update(state=RequestState.WITHDRAWN)
    requests.exclude(words="").update(words="")
