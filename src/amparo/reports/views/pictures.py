"""Photos and videos as they come with a form: uploaded before by our script, or in the form itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from amparo.vault import api as vault
from amparo.vault.api import Refusal

# The field in which the page names what its script has uploaded, and that of the files themselves.
UPLOADED = "picture"
FILES = "photos"
_DROP = "drop-"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What waits for the report now, and the codes of why something else does not."""

    kept: tuple[UUID, ...]
    refused: tuple[str, ...]


NOTHING = Chosen((), ())


def is_dropping(request: HttpRequest) -> bool:
    """Tell whether the form was sent to take one picture off it."""
    return request.POST.get("go", "").startswith(_DROP)


def choose(request: HttpRequest, before: Sequence[str], now: datetime) -> Chosen:
    """Take what came with a form, drop what its sender thought again about, and return what waits for the report.

    Args:
        request: a form of a view that takes files.
        before: ids of what waited already.
        now: aware.
    """
    named = [*before, *request.POST.getlist(UPLOADED)]
    sent = request.FILES.getlist(FILES)
    if not named and not sent:
        return NOTHING
    if is_dropping(request):
        dropped = set(_ids([request.POST["go"].removeprefix(_DROP)]))
        for each in dropped & set(_ids(named)):
            vault.erase_waiting(each)
    taken, refused = vault.take_all(sent, now)
    waiting = [*vault.waiting(_ids(named)), *taken]
    most = vault.offer().most_files
    for each in waiting[most:]:
        vault.erase_waiting(each)
    too_many = (Refusal.TOO_MANY,) if len(waiting) > most else ()
    return Chosen(tuple(waiting[:most]), tuple(each.value for each in (*refused, *too_many)))


def _ids(written: Iterable[str]) -> Iterator[UUID]:
    """Yield the ids among what a page named; what is none was not ours."""
    for each in written:
        try:
            yield UUID(each)
        except ValueError:
            continue
