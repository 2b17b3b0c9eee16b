"""A database with stored incidents, on which the bench of forming has reports placed: a program told what to do.

`python -m bench.stored COUNT` prepares COUNT stored incidents under the settings of the environment and answers each
line of its input: `form N` places the next N simulated reports, `bare N` writes the same rows for the next N without
forming. Each answer is the seconds that each report took.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, islice
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

import django

if TYPE_CHECKING:
    from amparo.incidents.models import Incident, IncidentReport
    from amparo.reports.models import Report

# Stored incidents a day, so that a hundred times as many reach a hundred times further back.
_A_DAY: Final = 140
_AT_ONCE: Final = 2_000
_NAMESPACE: Final = UUID("b9a3c1de-0000-4000-8000-000000000040")
_SEED: Final = 2_026


def main(stored: int) -> None:
    """Prepare, then answer."""
    django.setup()
    from django.core.management import call_command

    from bench.weekends import BEGAN, DAYS
    from tests.personas import set_up_network

    call_command("migrate", verbosity=0)
    set_up_network()
    _fill(stored, until=BEGAN + timedelta(days=DAYS))
    arriving = _arriving()
    print("ready", flush=True)
    for line in sys.stdin:
        what, number = line.split()
        reports = list(islice(arriving, int(number)))
        took = [_form(*each) if what == "form" else _bare(*each) for each in reports]
        print(" ".join(f"{each:.6f}" for each in took), flush=True)


def _arriving() -> Iterator[tuple[UUID, datetime]]:
    """Hand in the reports of one weekend after the other; they are stored, and not yet placed."""
    from amparo.demo.simulation.api import TUNING
    from amparo.reports import api as reports
    from bench.weekends import weekend

    for number in count():
        for told in weekend(TUNING[number % len(TUNING)]).messages:
            token = f"bench-{number:04}-{told.key}-of-the-bench-of-forming"
            submitted = reports.submit_report(
                draft=told.draft, token=token, channel=told.channel.value, language=told.language, now=told.at
            )
            yield submitted.report_id, told.at


def _form(report_id: UUID, now: datetime) -> float:
    from amparo.incidents.services import form

    began = time.perf_counter()
    form.place_report(report_id=report_id, now=now)
    return time.perf_counter() - began


def _bare(report_id: UUID, now: datetime) -> float:
    """Write what a report that forms its own incident writes: incident, membership, journal, in one transaction."""
    from django.db import transaction

    from amparo.core import clock, ids, journal
    from amparo.incidents import notices
    from amparo.incidents.models import Incident, IncidentReport
    from amparo.reports.models import Report

    report = Report.objects.get(pk=report_id)
    began = time.perf_counter()
    with transaction.atomic():
        hour = clock.floor_to(now, clock.HOUR)
        incident = Incident(
            id=ids.new_id(hour), opened_at=now, cell=report.cell, search_cell=report.cell, is_home=False,
            activity=report.activity, agency=report.agency, first_seen_at=report.seen_at, last_seen_at=report.seen_at,
        )  # fmt: skip
        incident.save(force_insert=True)
        IncidentReport.objects.create(incident=incident, report_id=report_id, is_first_hand=report.first_hand)
        journal.write(
            notices.FORMED, subject=incident.pk, by="system", now=hour, report=str(report_id), looks_like=None
        )
    return time.perf_counter() - began


def _fill(stored: int, *, until: datetime) -> None:
    """Store incidents of one report each, evenly up to a moment and the oldest first, all over the simulated city."""
    from django.db import connection

    from amparo.core.clock import DAY
    from amparo.incidents.models import Incident, IncidentReport
    from amparo.reports.models import Report

    chance = random.Random(_SEED)  # noqa: S311 — repeatable on purpose
    for start in range(0, stored, _AT_ONCE):
        numbers = range(start, min(stored, start + _AT_ONCE))
        rows = [_stored(number, until - DAY * ((stored - number) / _A_DAY), chance) for number in numbers]
        Report.objects.bulk_create([report for report, _, _ in rows])
        Incident.objects.bulk_create([incident for _, incident, _ in rows])
        IncidentReport.objects.bulk_create([membership for _, _, membership in rows])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _stored(
    number: int, seen_at: datetime, chance: random.Random
) -> "tuple[Report, Incident, IncidentReport]":
    from amparo.core.places import cells
    from amparo.core.places.cells import Precision
    from amparo.demo.simulation.api import los_angeles
    from amparo.incidents.domain import forming
    from amparo.incidents.models import Incident, IncidentReport
    from amparo.reports.models import Report

    place = los_angeles()
    spot = place.moved(chance.choice(place.areas).centre, chance.gauss(0, 900), chance.gauss(0, 900))
    cell = cells.cell_at(spot, Precision.EXACT)
    said = {
        "activity": chance.choice(["waiting", "at_a_door", "street_stop", "traffic_stop", "workplace"]),
        "agency": chance.choice(["ice", "police", "unknown"]),
        "cell": cell,
    }
    report = Report(
        id=uuid5(_NAMESPACE, f"report {number}"), channel="web", seen_at=seen_at, received_at=seen_at,
        first_hand=True, token_digest=f"{number:064x}", **said,
    )  # fmt: skip
    incident = Incident(
        id=uuid5(_NAMESPACE, f"incident {number}"), opened_at=seen_at, search_cell=forming.search_cell(cell),
        is_home=False, first_seen_at=seen_at, last_seen_at=seen_at, **said,
    )  # fmt: skip
    return report, incident, IncidentReport(incident=incident, report_id=report.pk, is_first_hand=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
