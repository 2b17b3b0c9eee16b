"""Play a simulated weekend into an installation, for tests, loads and the demonstration: as if its people reported."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from amparo.core import jobs
from amparo.core.errors import AmparoError
from amparo.demo.simulation.sending import Sent, sent
from amparo.demo.simulation.truth import Told
from amparo.reports import api as reports

_WORK = ("worker",)


class RealInstallation(AmparoError):
    """Messages could leave this installation: it may be a real network, and nothing invented is played into it."""

    code = "REAL_INSTALLATION"


def play_in(messages: Iterable[Told], *, shift: timedelta = timedelta()) -> dict[str, UUID]:
    """Hand in every message at its own moment and let incidents form after each; return the report of each message.

    Args:
        messages: by their arrival.
        shift: how much later than simulated everything is.

    Raises:
        RealInstallation: this is no demonstration and no test.
    """
    taken: dict[str, UUID] = {}
    for each in sent(messages, shift=shift):
        taken[each.told.key] = hand_in(each)
        jobs.run_all(now=each.at, queues=_WORK)
    return taken


def hand_in(each: Sent) -> UUID:
    """Hand in one message and return its report's id; the work that follows from it stays to be done.

    Raises:
        RealInstallation: this is no demonstration and no test.
    """
    if not settings.MAY_RECORD_MESSAGES:
        raise RealInstallation
    return reports.submit_report(
        draft=each.draft,
        token=reports.new_token(),
        channel=each.told.channel,
        language=each.told.language,
        now=each.at,
    ).report_id
