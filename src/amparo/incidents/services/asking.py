"""Ask one of an incident's reporters something back, with its place in the incident's journal."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import journal
from amparo.incidents import notices
from amparo.incidents.queries import fetch
from amparo.incidents.services.regroup import ReportNotPresent
from amparo.network.api import Actor, Capability
from amparo.reports import api as reports


def ask_reporter(
    *, incident_id: UUID, report_id: UUID, wanted: reports.Wanted, by: Actor, now: datetime
) -> reports.Asked:
    """Ask the sender of one of an incident's present reports.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident: there is none.
        ReportNotPresent: the report is not (or no more) part of the incident.
        CannotBeAsked, AlreadyAsked, TooManyQuestions, QuestionEmpty, QuestionHoldsPrivate, LanguageNotSpoken,
            ReportIsClosed, TextRefused: see `reports.api.ask`; nothing was sent.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        if report_id not in fetch.present_report_ids(incident):
            raise ReportNotPresent
        asked = reports.ask(report_id=report_id, wanted=wanted, by=by, now=now)
        if asked.is_new:
            journal.write(
                notices.REPORTER_ASKED, subject=incident.pk, by=by.ref, now=now, report=str(report_id)
            )
    return asked
