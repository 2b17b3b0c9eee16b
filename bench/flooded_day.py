"""Play a simulated day with a flood in it through the real services, as web and worker would take it.

Each message is counted at the door (`services/effort.py`), stored, and placed, in the order of arrival; the machine
looks at its numbers every two minutes of the day. Nobody asks for proofs: every piece of junk is taken to have made its
own, which is the flood at its worst. What is true of a message stays here; the services never see it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid5

from django.db import transaction

from amparo.core import clock
from amparo.demo.simulation.api import Kind, Told, Weekend
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.incidents.queries.shelves import IN_ORDER
from amparo.incidents.services import form, surge
from amparo.reports.api import ReportChannel, submit_report
from amparo.reports.models import Report
from amparo.reports.services import effort

_NAMESPACE = UUID("b9a3c1de-0000-4000-8000-000000000026")
_LOOK_EVERY = timedelta(minutes=2)
_MESSAGES = frozenset({ReportChannel.SMS, ReportChannel.EMAIL, ReportChannel.HOOK})


@dataclass
class Day:
    """What became of a day's messages.

    Attributes:
        report_of: the report of each message, by the message's key.
        before: at the end of its hour, how many pieces of junk of that hour stand before each honest message.
        levels: which levels stood, in order.
    """

    weekend: Weekend
    report_of: dict[str, UUID] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    levels: list[str] = field(default_factory=list)

    def play(self) -> Iterator[datetime]:
        """Play the day; yields the end of each hour, once it is measured."""
        for hour, messages in groupby(
            self.weekend.messages, lambda told: clock.floor_to(told.at, clock.HOUR)
        ):
            told = list(messages)
            for _moment, some in groupby(told, _part_of_the_hour):
                self._take(list(some))
            self.before |= self.junk_before(told)
            yield hour + clock.HOUR

    def _take(self, messages: Sequence[Told]) -> None:
        now = messages[-1].at
        with transaction.atomic():
            for told in messages:
                self.report_of[told.key] = _submit(told)
            for told in messages:
                form.place_report(report_id=self.report_of[told.key], now=told.at)
        level = surge.look(now=now)
        if [level.value] != self.levels[-1:]:
            self.levels.append(level.value)

    def junk_before(self, messages: Sequence[Told]) -> dict[str, int]:
        """Return how many incidents of junk alone stand before each honest one of some messages, as it is now."""
        incident_of = self._incidents()
        place = {key: number for number, key in enumerate(self._queue())}
        honest = {incident_of.get(self.report_of[told.key]) for told in self.weekend.messages
                  if not told.is_junk and told.key in self.report_of}  # fmt: skip
        junk = {incident_of.get(self.report_of[told.key]) for told in messages if told.is_junk} - honest
        places = sorted(place[key] for key in junk if key in place)
        return {
            told.key: sum(each < place[incident_of[self.report_of[told.key]]] for each in places)
            for told in messages
            if not told.is_junk
        }

    def lost(self) -> int:
        """Return how many honest messages are not stored, or stand on no shelf."""
        incident_of, queue = self._incidents(), set(self._queue())
        stored = set(Report.objects.values_list("pk", flat=True))
        reports = [self.report_of.get(told.key) for told in self.weekend.messages if not told.is_junk]
        return sum(each not in stored or incident_of.get(each) not in queue for each in reports if each) + (
            reports.count(None)
        )

    def _queue(self) -> list[UUID]:
        waiting = Incident.objects.filter(queue_rank__isnull=False)
        return list(waiting.order_by("is_aside", *IN_ORDER).values_list("pk", flat=True))

    def _incidents(self) -> dict[UUID, UUID]:
        present = IncidentReport.objects.filter(membership=Membership.PRESENT)
        return dict(present.values_list("report_id", "incident_id"))


def _part_of_the_hour(told: Told) -> int:
    return (told.at - clock.floor_to(told.at, clock.HOUR)) // _LOOK_EVERY


def kind_of(day: Weekend) -> dict[str, Kind]:
    """Return what each honest message was about, by its key."""
    kinds = {event.key: event.kind for event in day.events}
    return {told.key: kinds[told.event] for told in day.messages if told.event is not None}


def _submit(told: Told) -> UUID:
    who = f"fd00::{hashlib.sha256(f'{told.source}/{clock.floor_to(told.at, clock.HOUR)}'.encode()).hexdigest()[:12]}"
    draft = told.draft
    if told.channel in _MESSAGES:
        draft = replace(draft, correspondent_id=uuid5(_NAMESPACE, told.source))
    else:
        before = effort.check(who=who, proof="", token=told.key, now=told.at, words=draft.text)
        mark = hashlib.sha256(told.source.encode()).hexdigest()[:32]
        draft = replace(
            draft, sent_before=before, browser_mark=mark if told.channel is ReportChannel.WEB else ""
        )
    return submit_report(
        draft=draft,
        token=f"bench-flood-{told.key:>16}",
        channel=told.channel.value,
        language=told.language,
        now=told.at,
    ).report_id
