"""One step on several incidents: each by its own service call, so that one that is refused stops no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from amparo.core.errors import AmparoError
from amparo.incidents.services import decide, giving_up, standing
from amparo.network.api import Actor, NotAllowed

MOST_AT_ONCE: Final = 200


class TooManyChosen(AmparoError):
    """More was chosen than one press does; `fields` has `limit`."""

    code = "TOO_MANY_AT_ONCE"


class Step(StrEnum):
    """What can be done to several incidents at once."""

    CLAIM = "claim"
    PUT_BACK = "put_back"
    SET_ASIDE = "set_aside"
    TAKE_BACK = "take_back"
    READ_NEWS = "read_news"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class Refused:
    """One incident where nothing was done, and why."""

    incident_id: UUID
    error: AmparoError


@dataclass(frozen=True, slots=True)
class Result:
    """What became of each incident."""

    done: tuple[UUID, ...]
    refused: tuple[Refused, ...]


Act = Callable[..., object]


def _set_aside(*, incident_id: UUID, by: Actor, now: datetime) -> None:
    standing.set_aside(incident_ids=(incident_id,), by=by, now=now)


def _take_back(*, incident_id: UUID, by: Actor, now: datetime) -> None:
    standing.take_back(incident_ids=(incident_id,), by=by, now=now)


_ACTS: Final[dict[Step, Act]] = {
    Step.CLAIM: decide.claim_checking,
    Step.PUT_BACK: decide.put_back,
    Step.SET_ASIDE: _set_aside,
    Step.TAKE_BACK: _take_back,
    Step.READ_NEWS: decide.put_news_aside,
}


def do(*, step: Step, incident_ids: Iterable[UUID], by: Actor, now: datetime) -> Result:
    """Do one step on each of some incidents. Sent twice, the second time is refused item by item.

    Raises:
        NotAllowed: the actor may not do this to any incident.
        TooManyChosen, TooManyAtOnce: more than one press may do; nothing was done.
    """
    wanted = tuple(dict.fromkeys(incident_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyChosen(limit=MOST_AT_ONCE)
    if step is Step.UNVERIFIABLE:
        recorded = giving_up.record_in_bulk(wanted, by, now)
        return Result(
            recorded.done, tuple(Refused(each.incident_id, each.error) for each in recorded.refused)
        )
    done: list[UUID] = []
    refused: list[Refused] = []
    for incident_id in wanted:
        try:
            _ACTS[step](incident_id=incident_id, by=by, now=now)
        except NotAllowed:
            raise
        except AmparoError as error:
            refused.append(Refused(incident_id, error))
        else:
            done.append(incident_id)
    return Result(tuple(done), tuple(refused))
