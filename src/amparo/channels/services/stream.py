"""Many messages on their way at once over one connection, while the ledger is kept beside them.

The event loop hands messages over and takes the answers. The ledger is kept by the thread that called: in turns, each
a few milliseconds, it looks what was stopped, renews the lease, writes answers and claims the next messages, while
those in hand are being sent. At most `BATCH` messages are sent and not yet written at any moment: that many may be
repeated when the process is killed.
"""

import asyncio
import json
import logging
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Event
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import Error
from django.db import connection as db

from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing
from amparo.channels.domain.states import DeliveryState
from amparo.channels.queries import is_locked
from amparo.channels.sender import sender_name
from amparo.channels.services import ledger, pace
from amparo.channels.services.correspondents import open_sealed_address
from amparo.channels.services.ledger import Hand, Parcel
from amparo.channels.services.run import Ready, Stretch, Way, Work
from amparo.core.errors import AmparoError
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import DoesNotOpen

log = logging.getLogger(__name__)

BATCH = 500
CANCELLATION_SEEN_AFTER_S = 0.1
_TURN_EVERY_S = 0.004
# In the middle of many, turns are fewer: each costs a millisecond of the time that sending could have.
_TURN_OF_MANY_EVERY_S = 0.02
_TURNS_UNTIL_MANY = 8
_WATCH_EVERY_S = 0.03
_AGAIN_AFTER_S = 0.5
# How much of the work of the next moment is claimed ahead; little, so that what is more urgent need not wait for it.
_AHEAD_S = 0.25

# Set when the process should end: the messages on the wire are finished, the rest given back.
stop = Event()


class LedgerNotWritten(AmparoError):
    """What was sent could not be written: the disk is full, or the database away. It is claimed again later."""

    code = "LEDGER_NOT_WRITTEN"


class Stream:
    """One run over one connection."""

    def __init__(self, hand: Hand, way: Way, stretch: Stretch) -> None:
        self._hand = hand
        self._way = way
        self._stretch = stretch
        self._open_contact = way.keyring.contact_opener()
        self._sender_name = sender_name()
        self._bucket = pace.bucket_of(hand.kind)
        self._ready = Ready()
        self._parked: list[asyncio.Future[None]] = []
        self._answers: list[tuple[Parcel, Answer]] = []
        self._dropped: list[tuple[Parcel, DeliveryState]] = []
        self._cancelled: set[UUID] = set()
        self._in_flight = 0
        self._unwritten = 0  # answers that the ledger is being told at this moment
        self._allowed = 1 if pace.breaker_of(hand.kind).pause else way.adapter.concurrency
        self._looked_at = 0.0
        self._looks = 0
        self._is_ending = False
        self._is_held = False
        self._fault: BaseException | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._recent: deque[tuple[float, int]] = deque([(time.monotonic(), 0)], maxlen=32)
        self.accepted = 0
        self.lost: DeliveryFailed | None = None

    @property
    def is_fenced(self) -> bool:
        """Whether the lease ended while it was used."""
        return self._hand.is_fenced

    def prepare(self) -> bool:
        """Claim the first messages; tell whether there are any. In the thread that keeps the ledger."""
        parcels = self._hand.claim(self._wanted(), now=self._stretch.now())
        self._look({parcel.message_id for parcel in parcels})
        self._ready.add(parcels)
        return bool(parcels)

    def give_up(self) -> None:
        """Give back everything that was not tried. In the thread that keeps the ledger."""
        self._hand.give_back(self._ready, now=self._stretch.now())

    async def run(self) -> None:
        """Send until nothing is left, the time is over, or the provider is lost.

        Raises:
            ProviderDown: there is no connection; nothing was sent.
            LedgerNotWritten: what was sent could not be written.
        """
        async with self._way.adapter.connect() as connection:
            senders = [
                asyncio.create_task(self._send_each(connection)) for _ in range(self._way.adapter.concurrency)
            ]
            for sender in senders:
                sender.add_done_callback(self._hear_of_a_fault)
            if self._way.is_watched:
                senders.append(asyncio.create_task(self._watch()))
            try:
                await self._keep_the_ledger()
            finally:
                for sender in senders:
                    sender.cancel()
                await asyncio.gather(*senders, return_exceptions=True)

    # In the event loop: handing over.

    async def _send_each(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        while not self._is_ending:
            outgoing: Outgoing | DeliveryFailed
            if (parcel := self._take()) is None:
                parked = loop.create_future()
                self._parked.append(parked)
                await parked
                continue
            self._in_flight += 1
            try:
                outgoing = self._outgoing(parcel)
                answer = outgoing if isinstance(outgoing, DeliveryFailed) else await connection.send(outgoing)
                self._note(parcel, answer)
            finally:
                self._in_flight -= 1

    def _hear_of_a_fault(self, sender: "asyncio.Task[None]") -> None:
        """Remember what an adapter failed with; it is raised when the others' answers are written."""
        if not sender.cancelled() and (fault := sender.exception()) is not None:
            self._fault = self._fault or fault
            self._is_ending = True

    def _take(self) -> Parcel | None:
        """Return what is sent next, if anything may be."""
        if self._is_ending or self._is_held or stop.is_set() or self._in_flight >= self._allowed:
            return None
        if self._in_flight + len(self._answers) + self._unwritten >= BATCH or not self._has_just_looked():
            return None
        now = self._stretch.now()
        while self._ready:
            parcel = self._ready.pop()
            if parcel.expires_at is None or parcel.expires_at <= now:
                self._dropped.append((parcel, DeliveryState.EXPIRED))
            elif parcel.message_id in self._cancelled or parcel.correspondent is None:
                self._dropped.append((parcel, DeliveryState.CANCELLED))
            elif self._bucket is not None and (wait := self._bucket.take()):
                self._ready.put_back(parcel)
                self._wake_later(wait)
                return None
            else:
                return parcel
        return None

    def _has_just_looked(self) -> bool:
        """Tell whether what was stopped is known well enough; where a look takes long, it is good for one message."""
        if time.monotonic() - self._looked_at < CANCELLATION_SEEN_AFTER_S:
            return True
        self._looks -= 1
        return self._looks >= 0

    def _outgoing(self, parcel: Parcel) -> Outgoing | DeliveryFailed:
        wording, values = parcel.wording, _values_of(parcel.values)
        if wording is None or parcel.correspondent is None:
            return DeliveryFailed(permanent=True, reason="no_wording")
        try:
            if parcel.contact is not None:
                address = self._open_contact(_bytes_of(parcel.correspondent), parcel.contact)
            else:
                address = open_sealed_address(self._way.keyring, bytes(parcel.sealed or b""))
        except DoesNotOpen:
            return DeliveryFailed(permanent=True, reason="address_does_not_open")
        return Outgoing(
            address=address,
            key=parcel.key,
            language=parcel.language,
            subject=wording.subject.fill(values),
            body=wording.body.fill(values),
            short=wording.short.fill(values),
            sender_name=self._sender_name,
            unsubscribe_url=values.get("unsubscribe_url", ""),
            at=self._stretch.now(),
            brief=wording.brief.fill(values),
            expires_at=parcel.expires_at,
            priority=Priority(parcel.priority),
            about=wording.about,
        )

    def _note(self, parcel: Parcel, answer: Answer) -> None:
        self._answers.append((parcel, answer))
        if isinstance(answer, Accepted):
            self.accepted += 1
            if self._allowed < self._way.adapter.concurrency:
                self._allowed += 1
                self._pump()
        elif answer.is_connection_lost:
            self.lost = self.lost or answer
            self._is_ending = True

    def _pump(self) -> None:
        """Wake as many senders as may send."""
        self._timer = None
        many = len(self._ready) if not self._is_ending else len(self._parked)
        while self._parked and many > 0:
            many -= 1
            parked = self._parked.pop()
            if not parked.done():
                parked.set_result(None)

    def _wake_later(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._pump)

    async def _watch(self) -> None:
        """Look what was stopped, over a connection of our own, which waits for no write."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="watch") as thread:
            look = sync_to_async(self._look, thread_sensitive=False, executor=thread)
            try:
                while True:
                    with suppress(Error):  # whoever keeps the ledger says so
                        await look({parcel.message_id for parcel in self._ready})
                    self._pump()
                    await asyncio.sleep(_WATCH_EVERY_S)
            finally:
                thread.submit(db.close)

    # In turns with the thread that keeps the ledger.

    async def _keep_the_ledger(self) -> None:
        turn = sync_to_async(self._turn)
        idle_since: float | None = None
        failing_since: float | None = None
        while True:
            self._end_if_it_is_time(idle_since)
            work = self._work()
            try:
                parcels = await turn(work)
            except Error as error:
                self._take_back(work)
                failing_since = failing_since or time.monotonic()
                await self._wait_for_the_ledger(error, failing_since)
                continue
            failing_since, self._is_held, self._unwritten = None, False, 0
            self._is_ending = self._is_ending or self._hand.is_fenced
            self._ready.add(parcels)
            self._recent.append((time.monotonic(), self.accepted))
            self._looks = 1
            self._pump()
            if work.is_last and not self._answers:
                break
            is_idle = not (self._ready or self._in_flight or self._answers)
            idle_since = (idle_since or time.monotonic()) if is_idle else None
            await asyncio.sleep(self._pause())
        if self._fault is not None:
            raise self._fault

    def _pause(self) -> float:
        is_many = len(self._recent) > _TURNS_UNTIL_MANY and bool(self._ready)
        return _TURN_OF_MANY_EVERY_S if is_many else _TURN_EVERY_S

    def _work(self) -> Work:
        """Return what the ledger is told and asked next."""
        answers, self._answers = self._answers, []
        dropped, self._dropped = self._dropped, []
        self._unwritten = len(answers)
        self._looks = 0
        wanted = self._wanted()
        may_claim = not (self._is_ending or self._is_held)
        return Work(
            answers,
            dropped,
            messages={parcel.message_id for parcel in self._ready},
            claim=wanted if may_claim and len(self._ready) * 2 <= wanted else 0,
            is_last=self._is_ending and not self._in_flight,
        )

    def _take_back(self, work: Work) -> None:
        self._answers = work.answers + self._answers
        self._dropped = work.dropped + self._dropped
        self._unwritten = 0

    def _end_if_it_is_time(self, idle_since: float | None) -> None:
        is_over = stop.is_set() or self._stretch.seconds() >= self._way.run_s
        if idle_since is not None and time.monotonic() - idle_since >= self._way.linger_s:
            is_over = True
        if is_over:
            self._is_ending = True
            self._pump()

    async def _wait_for_the_ledger(self, error: Error, since: float) -> None:
        """Let nothing more leave while the ledger can't be written, and try again."""
        if not self._is_held:
            log.error(
                "What was sent by %s can't be written, so nothing more is sent: %s", self._hand.kind, error
            )
        self._is_held = True
        if stop.is_set() or time.monotonic() - since >= self._way.patience_s:
            self._is_ending = True
            raise LedgerNotWritten from error
        await asyncio.sleep(_AGAIN_AFTER_S)

    def _turn(self, work: Work) -> list[Parcel]:
        """Do what the ledger needs, in the thread that keeps it and in one transaction."""
        hand, now = self._hand, self._stretch.now()
        self._look(work.messages)
        may_claim = bool(work.claim) and not self._is_ending
        has_work = bool(work.answers or work.dropped or work.is_last or hand.is_due_to_renew(now))
        if not has_work and not (may_claim and hand.is_due(now)):
            return []
        with ledger.writing():
            self._write(work, now)
            parcels = hand.claim(work.claim, now=now) if may_claim and not hand.is_fenced else []
        work.answers.clear()
        work.dropped.clear()
        if parcels:
            self._look(work.messages | {parcel.message_id for parcel in parcels})
        return parcels

    def _write(self, work: Work, now: datetime) -> None:
        hand = self._hand
        if work.answers:
            hand.record(work.answers, now=now, cancelled=self._cancelled)
            if any(isinstance(answer, Accepted) for _, answer in work.answers):
                pace.note_well(hand.kind)
        for state in {state for _, state in work.dropped}:
            hand.drop([parcel for parcel, each in work.dropped if each is state], state)
        if work.is_last:
            hand.give_back(self._ready, now=now)
        hand.renew(now)

    def _look(self, message_ids: set[UUID]) -> None:
        """Learn which messages were stopped."""
        looked_at = time.monotonic()
        self._cancelled = self._cancelled | ledger.cancelled_of(message_ids)
        if is_locked():
            self._is_ending = True
        self._looked_at = max(self._looked_at, looked_at)

    def _wanted(self) -> int:
        """Return how many to have in hand: what leaves in the next moment, by the rate of the last."""
        (began, before), (ended, after) = self._recent[0], self._recent[-1]
        rate = (after - before) / max(ended - began, 0.01)
        if self._bucket is not None:
            rate = min(rate, self._bucket.rate)
        least = min(2 * self._way.adapter.concurrency, BATCH)
        return int(min(max(rate * _AHEAD_S, least), 2 * BATCH))


def _values_of(stored: str) -> dict[str, str]:
    return {} if stored == "{}" else json.loads(stored)


def _bytes_of(key: UUID | str) -> bytes:
    return bytes.fromhex(key) if isinstance(key, str) else key.bytes
