"""Carry a conversation on: take what a person wrote, decide, store, and queue the answers, in one transaction.

A worker that dies before the commit has done nothing, and the message waits; after it, taking the message again finds
nothing. So there is one report and one answer, however often a job runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.channels import api as channels
from amparo.core import clock, jobs, phrases
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.core.places.gazetteer import gazetteer
from amparo.network.api import NetworkSettings, current_network
from amparo.reports.domain import conversation, conversation_state, conversation_text, limits
from amparo.reports.domain.conversation import Act, Add, Step, Submit, Withdraw
from amparo.reports.domain.conversation_reading import Area, World
from amparo.reports.domain.conversation_state import Known, Said, Stage, State
from amparo.reports.domain.danger import NO_DANGER, Danger
from amparo.reports.domain.draft import ReportDraft
from amparo.reports.domain.kinds import Activity, Answer, Fate, ReportChannel
from amparo.reports.domain.tokens import new_token
from amparo.reports.models import Conversation, Report
from amparo.reports.queries import places
from amparo.reports.services import answering, replying, return_visit
from amparo.reports.services.fate import part_with
from amparo.reports.services.replying import Reply
from amparo.reports.services.submit import submit_report

# Somebody who told nothing that could be a report is forgotten after this, here as in the channels.
IDLE = timedelta(hours=48)
# Answers to one person within an hour; a receipt, and what must be said once to be truthful, goes out all the same.
MOST_REPLIES_AN_HOUR = 12
_ALWAYS_SAID = frozenset({"receipt.text", "reply.full", "reply.withdrawn"})
# A phrase stands in the group of its name, unless it is one of these.
_PHRASES = {
    name: f"reply.{name}" for name in ("added", "thanks", "full", "withdrawn", "nothing_told", "language")
} | {"receipt": "receipt.text"}
# A neighbourhood's point and a corner in it are this far apart at most.
_NEAR_M = 2_500
_MUST_BE_NEWER = timedelta(hours=1)


def take(*, inbound_id: UUID, now: datetime) -> bool:
    """Take an incoming message, and what else its sender wrote, into a conversation; False if that was done before.

    Raises:
        DraftRefused: the region does not hold its own places.
    """
    with transaction.atomic():
        try:
            inbounds = channels.take_inbound(inbound_id)
        except channels.NoSuchInbound:
            return False
        network = current_network()
        correspondent_id = inbounds[-1].correspondent_id
        talk = _talk(correspondent_id, inbounds[-1].kind, network, now)
        for inbound in inbounds:
            talk.hear(inbound)
        if correspondent_id is None:
            talk.fall_quiet()
        else:
            _store(talk, correspondent_id)
    return True


def fall_quiet(*, correspondent_id: UUID, now: datetime) -> None:
    """Hand in what somebody told who has been quiet for some minutes; come back later if they have not."""
    with transaction.atomic():
        row = Conversation.objects.select_for_update().filter(pk=correspondent_id).first()
        if row is None or row.quiet_at is None:
            return
        if row.quiet_at > now:
            _come_back("reports.fall_quiet", correspondent_id, row.quiet_at, now)
            return
        talk = _talk(correspondent_id, channels.ChannelKind(row.kind), current_network(), now)
        talk.fall_quiet()
        _store(talk, correspondent_id)


def end_idle(*, correspondent_id: UUID, now: datetime) -> None:
    """Forget a conversation in which nothing was told for long. One with a report ends when that closes."""
    with transaction.atomic():
        row = Conversation.objects.select_for_update().filter(pk=correspondent_id).first()
        if row is None or row.report_id is not None:
            return
        if row.expires_at > now or row.quiet_at is not None:
            _come_back("reports.end_idle", correspondent_id, max(row.expires_at, now + clock.HOUR), now)
            return
        row.delete()
        part_with([correspondent_id], now)


def fall_silent(*, correspondent_id: UUID) -> None:
    """Say nothing more to somebody who wrote STOP, until they write again; what they told stays told."""
    Conversation.objects.filter(pk=correspondent_id).update(is_silent=True)


@dataclass
class _Talk:
    """One conversation while some messages of it are taken."""

    kind: channels.ChannelKind
    network: NetworkSettings
    now: datetime
    correspondent_id: UUID | None = None
    state: State = field(default_factory=State)
    report_id: UUID | None = None
    replied: list[datetime] = field(default_factory=list)
    is_silent: bool = False
    is_taken_back: bool = False
    replies: list[Reply] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language in which the dispatcher's labels are written, and the report is told."""
        return phrases.language_for("reports", [self.state.language, self.network.default_language])

    def hear(self, inbound: channels.Inbound) -> None:
        """Take one message."""
        self.is_silent = self.is_taken_back = False
        # "Now" is when the person wrote, however long the message waited for us.
        moment = min(inbound.received_at, self.now)
        self._follow(conversation.step(self.state, inbound.text, self._world(moment)))

    def fall_quiet(self) -> None:
        """Do what is due when nothing more comes."""
        self._follow(conversation.after_quiet(self.state, self._world(self.now)))

    def _world(self, moment: datetime) -> World:
        zone, has_areas = self.network.time_zone, bool(gazetteer().areas)
        return World(self._find_area, moment, zone, self._find_corner, has_areas=has_areas)

    def _find_area(self, text: str) -> Area | None:
        named = gazetteer().named_in(text)
        if named is None:
            return None
        cell = cells.cell_at(named.centre, Precision.NEIGHBOURHOOD)
        return Area(cell, named.name) if self.network.region.contains(cell) else None

    def _find_corner(self, words: str) -> Area | None:
        found = places.corners(words, "", gazetteer=gazetteer(), region=self.network.region)
        points = {cells.cell_at(corner.point, Precision.EXACT) for corner in found}
        return Area(points.pop(), "") if len(points) == 1 else None

    def _follow(self, step: Step) -> None:
        """Do what a step asks for. Of the questions of several messages only the last is put."""
        self.state = step.state
        told = [
            reply
            for reply in self.replies
            if reply.phrase in _ALWAYS_SAID or reply.phrase.startswith("first.")
        ]
        codes: list[str] = []
        is_full = False
        for act in step.acts:
            is_full |= self._do(act, codes)
        names = ["full" if is_full and name == "added" else name for name in step.replies]
        if is_full and "full" not in names:
            names.append("full")
        self.replies = told + [self._reply(name, codes) for name in names]

    def _reply(self, name: str, codes: list[str]) -> Reply:
        if name == "first":
            return Reply(f"first.{self.kind.value}")
        if name == "receipt":
            return Reply("receipt.text", {"receipt_code": codes.pop(0)})
        return Reply(_PHRASES.get(name, name))

    def _do(self, act: Act, codes: list[str]) -> bool:
        """Carry out one act; tell whether the report was too full to hold it."""
        if isinstance(act, Submit):
            return self._submit(act, codes)
        if isinstance(act, Add):
            return self._add(self._words_of(act.said), act.danger, is_answer=act.is_answer)
        self._take_back(act)
        return False

    def _words_of(self, said: Iterable[Said]) -> str:
        book = phrases.book("reports")
        return conversation_text.text_of(said, lambda name: book.text(name, self.language))

    def _submit(self, act: Submit, codes: list[str]) -> bool:
        text, rest = conversation_text.split(
            self._words_of(act.said), most_chars=limits.MAILED_TEXT_MAX_CHARS
        )
        submitted = submit_report(
            draft=_draft(act, text, self.network, self.correspondent_id, self.now),
            token=new_token(),
            channel=ReportChannel(self.kind.value),
            language=self.language,
            now=self.now,
        )
        self.report_id = submitted.report_id
        codes.append(submitted.receipt_code)
        return self._add(rest)

    def _add(self, text: str, danger: Danger = NO_DANGER, *, is_answer: bool = False) -> bool:
        if self.report_id is None:
            return False
        is_full = False
        question_id = answering.oldest_open(self.report_id) if is_answer else None
        for piece in conversation_text.pieces(text):
            try:
                added = return_visit.add_to_report(
                    report_id=self.report_id,
                    text=piece,
                    danger=danger,
                    question_id=question_id,
                    now=self.now,
                )
            except return_visit.NoMoreAdditions:
                is_full = True
                break
            self.state = replace(self.state, additions=self.state.additions + added)
        return is_full

    def _take_back(self, act: Withdraw) -> None:
        self.is_taken_back = True
        if act.handed_in and self.report_id is not None:
            # Its correspondent is let go by us, once "we erased it" has left.
            Report.objects.filter(pk=self.report_id).update(correspondent_id=None)
            return_visit.withdraw_report(report_id=self.report_id, now=self.now)
        self.report_id = None


def _talk(
    correspondent_id: UUID | None, kind: channels.ChannelKind, network: NetworkSettings, now: datetime
) -> _Talk:
    rows = Conversation.objects.select_for_update()
    row = None if correspondent_id is None else rows.filter(pk=correspondent_id).first()
    if row is None:
        return _Talk(kind, network, now, correspondent_id)
    state = conversation_state.from_json(row.state)
    report_id = row.report_id
    if report_id is not None and not _is_open(report_id):
        report_id, state = None, State(language=state.language, is_greeted=state.is_greeted)
    replied = [datetime.fromisoformat(moment) for moment in row.replied]
    return _Talk(kind, network, now, correspondent_id, state, report_id, replied, row.is_silent)


def _is_open(report_id: UUID) -> bool:
    still = Report.objects.filter(pk=report_id, closed_at__isnull=True)
    return still.exclude(fate=Fate.WITHDRAWN).exists()


def _draft(
    act: Submit, text: str, network: NetworkSettings, correspondent_id: UUID | None, now: datetime
) -> ReportDraft:
    known = act.known
    cell = _cell_of(known, network)
    oldest = now - limits.OLDEST + _MUST_BE_NEWER
    return ReportDraft(
        activity=known.activity or Activity.OTHER,
        cell=places.middle_of(network.region) if cell is None else cell,
        place_is_known=cell is not None,
        place_text=places.in_words(known.corner, known.area),
        seen_at=min(max(known.seen_at or act.since, oldest), now),
        first_hand=bool(known.first_hand),
        text=text,
        how_many=known.how_many,
        markings=known.markings,
        vehicles=known.vehicles,
        being_taken=Answer.YES if known.being_taken else Answer.UNKNOWN,
        child_alone=known.child_alone,
        someone_hurt=known.someone_hurt,
        correspondent_id=correspondent_id,
    )


def _cell_of(known: Known, network: NetworkSettings) -> Cell | None:
    """Return where it is: the likeliest corner of the words near the area, if the operator has the streets."""
    if known.cell is None or not network.region.contains(known.cell):  # the region may have changed meanwhile
        return None
    if not known.corner or not known.area:
        return known.cell
    found = places.corners(known.corner, known.area, gazetteer=gazetteer(), region=network.region)
    near = [corner for corner in found if cells.distance_m(corner.point, known.cell) <= _NEAR_M]
    return cells.cell_at(near[0].point, Precision.EXACT) if near else known.cell


def _store(talk: _Talk, correspondent_id: UUID) -> None:
    """Write a conversation down, say what is to be said, and see to it that somebody comes back to it."""
    _say(talk, correspondent_id)
    if talk.is_taken_back:
        Conversation.objects.filter(pk=correspondent_id).delete()
        part_with([correspondent_id], talk.now)
        return
    now = talk.now
    quiet_at = clock.floor_to(now + conversation.QUIET, clock.MINUTE)
    expires_at = clock.floor_to(now + IDLE, clock.HOUR)
    is_waiting = conversation.waits_for_quiet(talk.state)
    if talk.state.stage is Stage.OVER:
        talk.state = State(language=talk.state.language, is_greeted=True, reports=talk.state.reports)
    Conversation.objects.update_or_create(
        pk=correspondent_id,
        defaults={
            "kind": talk.kind.value,
            "report_id": talk.report_id,
            "state": talk.state.to_json(),
            "replied": [moment.isoformat() for moment in talk.replied],
            "is_silent": talk.is_silent,
            "quiet_at": quiet_at if is_waiting else None,
            "expires_at": expires_at,
        },
    )
    if talk.report_id is not None:
        channels.hold_thread(correspondent_id)
    else:
        _come_back("reports.end_idle", correspondent_id, expires_at, now)
    if is_waiting:
        _come_back("reports.fall_quiet", correspondent_id, quiet_at, now)


def _say(talk: _Talk, correspondent_id: UUID) -> None:
    hour_ago = talk.now - clock.HOUR
    talk.replied = [moment for moment in talk.replied if moment > hour_ago]
    allowed = []
    for reply in talk.replies:
        is_needed = reply.phrase in _ALWAYS_SAID and not (
            reply.phrase == "reply.full" and talk.state.is_told_full
        )
        if talk.is_silent or (len(talk.replied) >= MOST_REPLIES_AN_HOUR and not is_needed):
            continue
        if reply.phrase == "reply.full":
            talk.state = replace(talk.state, is_told_full=True)
        allowed.append(reply)
        talk.replied.append(clock.floor_to(talk.now, clock.MINUTE))
    languages = replying.known_languages(talk.state.language, talk.network.default_language)
    # A mail holds them all; of text messages each is one.
    receipts = sum(reply.phrase == "receipt.text" for reply in allowed)
    is_one = talk.kind is channels.ChannelKind.EMAIL and receipts < 2
    bundles = [allowed] if is_one else [[reply] for reply in allowed]
    for bundle in bundles:
        if bundle:
            has_receipt = any(reply.phrase == "receipt.text" for reply in bundle)
            replying.say(
                correspondent_id=correspondent_id,
                replies=bundle,
                subject="mail_receipt.subject" if has_receipt else "reply.subject",
                languages=languages,
                purpose="receipt" if has_receipt else "conversation",
                now=talk.now,
            )


def _come_back(job: str, correspondent_id: UUID, at: datetime, now: datetime) -> None:
    jobs.enqueue(
        job, {"subject": str(correspondent_id)}, now=now, run_at=at, unique=f"{job}:{correspondent_id}"
    )
