"""Take files as they stream in: each becomes a sealed original with its working copies, or is refused whole.

Between the pieces nothing plain is kept here: a piece goes to the child, or is sealed already. `Receiving` fits into
Django's upload handlers (`forms/uploads.py`); `close` makes an end of whatever was not taken.
"""

import re
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from amparo.core import clock, ids, jobs
from amparo.vault import keys
from amparo.vault.adapters.blobs import Incoming, NoRoom
from amparo.vault.adapters.process import Child
from amparo.vault.domain import copies
from amparo.vault.domain.copies import Answer, Copy, Task
from amparo.vault.domain.kinds import MediaKind, MediaRefused, Refusal, SealedBy
from amparo.vault.models import Likeness, Original, WorkingCopy
from amparo.vault.services import gate

WAITS = timedelta(hours=24)
_PATIENCE_S = 90.0
# The header of an age file for one X25519 recipient: what our own page makes, and nothing else.
_SEALED_HEAD = re.compile(
    rb"age-encryption\.org/v1\n-> X25519 [A-Za-z0-9+/]{43}\n[A-Za-z0-9+/]{43}\n(-> [^\n]*-grease[ \n]|--- )"
)
_SEALED_HEAD_BYTES = 256


class Receiving:
    """One file on its way in. `write` its pieces, then `finish`; what goes wrong is told by `take`."""

    def __init__(self) -> None:
        self._why: Refusal | None = None
        self._incoming: Incoming | None = None
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Take the next piece; of a file that was refused the rest is let go."""
        self.size += len(piece)
        if self._why is not None:
            return
        try:
            if self._incoming is not None:
                self._incoming.check_room()
            self._write(piece)
        except NoRoom:
            self._refuse(Refusal.NO_ROOM)
        except MediaRefused as error:
            self._refuse(error.why)

    def finish(self) -> None:
        """Take note that the file has ended."""
        if self._why is None:
            try:
                self._finish()
            except MediaRefused as error:
                self._refuse(error.why)

    def close(self) -> None:
        """Leave nothing of what was not taken."""
        if self._incoming is not None:
            self._incoming.drop()

    def cut_off(self) -> None:
        """Refuse what did not come whole."""
        self._refuse(Refusal.CUT_OFF)

    def check(self) -> None:
        """Go on if the file may be taken.

        Raises:
            MediaRefused: why not.
        """
        if self._why is not None:
            raise MediaRefused(why=self._why)

    def _refuse(self, why: Refusal) -> None:
        self._why = why
        self.close()

    def _begin_file(self) -> Incoming:
        self._incoming = Incoming(ids.new_anonymous_id())
        return self._incoming

    def _write(self, piece: bytes) -> None:
        raise NotImplementedError

    def _finish(self) -> None:
        raise NotImplementedError


class Plain(Receiving):
    """A file as it is, from a page without JavaScript: sealed in a child, which makes its working copies too."""

    def __init__(self) -> None:
        super().__init__()
        self._child: Child | None = None
        self.answer = Answer(MediaKind.PHOTO, ())

    def _write(self, piece: bytes) -> None:
        if self._child is None:
            _check_room()
            gate.take_child()
            try:
                self._child = Child(_task(_recipient()), self._begin_file().file)
            except (MediaRefused, NoRoom):
                gate.give_child_back()
                raise
        self._child.feed(piece)

    def _finish(self) -> None:
        if self._child is None:
            raise MediaRefused(why=Refusal.EMPTY)
        try:
            self.answer = self._child.finish(_PATIENCE_S)
        finally:
            self._end_child()

    def close(self) -> None:
        """End the child, and leave nothing of what was not taken."""
        self._end_child()
        super().close()

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None
            gate.give_child_back()

    def take(self, now: datetime) -> UUID:
        """Keep the original and its copies; return the original's id.

        Raises:
            MediaRefused: why it may not be taken.
        """
        self.check()
        return _keep(self._incoming, self.answer, SealedBy.SERVER, now)


class Sealed(Receiving):
    """An original that was sealed in the browser. What is in it only the keyholders will see."""

    def __init__(self) -> None:
        super().__init__()
        self._head = b""

    def _write(self, piece: bytes) -> None:
        if self._incoming is None:
            _recipient()
            _check_room()
            self._begin_file()
        # What sealing adds is far less than this.
        if self.size > settings.VIDEO_MAX_BYTES * 1.01 + _SEALED_HEAD_BYTES:
            raise MediaRefused(why=Refusal.TOO_LARGE)
        if len(self._head) < _SEALED_HEAD_BYTES:
            self._head += piece[:_SEALED_HEAD_BYTES]
        if self._incoming is not None:
            self._incoming.file.write(piece)

    def _finish(self) -> None:
        if self._incoming is None:
            raise MediaRefused(why=Refusal.EMPTY)
        if not _SEALED_HEAD.match(self._head):
            raise MediaRefused(why=Refusal.NOT_SEALED)

    def take(self, kind: MediaKind, shown: tuple[Copy, ...], now: datetime) -> UUID:
        """Keep the original with the copies that were made anew; return its id.

        Raises:
            MediaRefused: why it may not be taken.
        """
        self.check()
        if kind is MediaKind.PHOTO and self.size > settings.PHOTO_MAX_BYTES * 1.01 + _SEALED_HEAD_BYTES:
            raise MediaRefused(why=Refusal.TOO_LARGE)
        return _keep(self._incoming, Answer(kind, shown), SealedBy.BROWSER, now)


class BrowserCopy(Receiving):
    """A working copy that a browser made. It is small, stands in memory, and is never kept as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.content = BytesIO()

    def _write(self, piece: bytes) -> None:
        if self.size > copies.BROWSER_COPY_MAX_BYTES:
            raise MediaRefused(why=Refusal.TOO_LARGE)
        self.content.write(piece)

    def _finish(self) -> None:
        if not self.size:
            raise MediaRefused(why=Refusal.EMPTY)


def rebuild(sent: list[BrowserCopy]) -> tuple[Copy, ...]:
    """Return a browser's copies made anew in a child: a browser may have been told to send anything.

    Raises:
        MediaRefused: one is no picture, or there are too many.
    """
    if len(sent) > copies.FRAMES_MAX:
        raise MediaRefused(why=Refusal.TOO_MANY)
    for each in sent:
        each.check()
    if not sent:
        return ()
    gate.take_child()
    try:
        child = Child(_task(""), None)
        for each in sent:
            child.feed(each.size.to_bytes(4, "big"))
            child.feed(each.content.getvalue())
        return child.finish(_PATIENCE_S).copies
    finally:
        gate.give_child_back()


def _keep(incoming: Incoming | None, answer: Answer, sealed_by: SealedBy, now: datetime) -> UUID:
    if incoming is None:
        raise MediaRefused(why=Refusal.EMPTY)
    size = incoming.keep(now)
    day = clock.floor_to(now, clock.DAY).date()
    # The file first: a row without its file would be a promise that can't be kept, a file without its row is swept.
    with transaction.atomic():
        original = Original.objects.create(
            id=incoming.original_id,
            kind=answer.kind,
            sealed_by=sealed_by,
            recipient=keys.fingerprint(_recipient()),
            sealed_bytes=size,
            received_on=day,
            expires_at=clock.floor_to(now, clock.HOUR) + WAITS,
        )
        WorkingCopy.objects.bulk_create(
            WorkingCopy(
                id=ids.new_anonymous_id(),
                original=original,
                number=number,
                width=copy.width,
                height=copy.height,
                jpeg=copy.jpeg,
                thumbnail=copy.thumbnail,
            )
            for number, copy in enumerate(answer.copies, start=1)
        )
        Likeness.objects.bulk_create(
            Likeness(value=value, original_id=original.pk, received_on=day)
            for value in sorted({copy.likeness for copy in answer.copies if copy.likeness is not None})
        )
        jobs.enqueue("vault.tidy", {}, now=now, run_at=now + WAITS + clock.HOUR, unique="vault.tidy")
    return original.pk


def _task(recipient: str) -> Task:
    return Task(
        recipient=recipient,
        photo_max_bytes=settings.PHOTO_MAX_BYTES,
        video_max_bytes=settings.VIDEO_MAX_BYTES,
        video_max_s=settings.VIDEO_MAX_S,
        memory_max_bytes=settings.MEDIA_CHILD_MEMORY_BYTES,
        cpu_max_s=settings.MEDIA_CHILD_CPU_S,
    )


def _recipient() -> str:
    try:
        return keys.recipient()
    except keys.NoRecipient as error:
        raise MediaRefused(why=Refusal.NO_RECIPIENT) from error


def _check_room() -> None:
    """Take no more where much is waiting that belongs to no report: nobody shall fill the disk by uploading alone."""
    waiting = (
        Original.objects.filter(report_id__isnull=True).aggregate(total=Sum("sealed_bytes"))["total"] or 0
    )
    if waiting > settings.MEDIA_WAITING_MAX_BYTES:
        raise MediaRefused(why=Refusal.NO_ROOM)
