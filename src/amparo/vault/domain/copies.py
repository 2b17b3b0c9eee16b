"""The values that pass between us and the child that reads what strangers send: its task, and what it found.

An answer on the wire is one line of JSON and then the pictures, one after the other.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from amparo.vault.domain.kinds import MediaKind, Refusal

# A working copy is for triage: what happened must be seen, a face across the street need not.
LONGEST_SIDE_PX = 1600
THUMBNAIL_SIDE_PX = 320
JPEG_QUALITY = 80
FRAMES_MAX = 6
# What a browser may send as a working copy of its own making.
BROWSER_COPY_MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class Task:
    """What the child is to do.

    Attributes:
        recipient: to which the original is sealed; empty where it was sealed before, and only copies come.
    """

    recipient: str
    photo_max_bytes: int
    video_max_bytes: int
    video_max_s: int
    memory_max_bytes: int
    cpu_max_s: int

    def to_text(self) -> str:
        """Return it for the command line; nothing in it is secret."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_text(text: str) -> "Task":
        """Read what `to_text` wrote."""
        return Task(**json.loads(text))


@dataclass(frozen=True)
class Copy:
    """A picture made anew from raw pixels: nothing that stood in the file beside them is in it."""

    width: int
    height: int
    likeness: int | None
    jpeg: bytes
    thumbnail: bytes


@dataclass(frozen=True)
class Answer:
    """What the child made of a file: its kind and copies (none for HEIC), or why it may not be taken."""

    kind: MediaKind
    copies: tuple[Copy, ...]
    refusal: Refusal | None = None


def to_wire(answer: Answer) -> bytes:
    """Return an answer as bytes."""
    head = {
        "kind": answer.kind,
        "refusal": answer.refusal,
        "copies": [
            {
                "width": copy.width,
                "height": copy.height,
                "likeness": copy.likeness,
                "jpeg": len(copy.jpeg),
                "thumbnail": len(copy.thumbnail),
            }
            for copy in answer.copies
        ],
    }
    return json.dumps(head).encode() + b"\n" + b"".join(copy.jpeg + copy.thumbnail for copy in answer.copies)


def from_wire(wire: bytes) -> Answer:
    """Read what `to_wire` wrote.

    Raises:
        ValueError: it is something else, or half of it.
    """
    head, separator, rest = wire.partition(b"\n")
    if not separator:
        raise ValueError("no answer")
    read = json.loads(head)
    refusal = Refusal(read["refusal"]) if read["refusal"] else None
    return Answer(MediaKind(read["kind"]), _copies(read["copies"], rest), refusal)


def _copies(described: Sequence[dict[str, Any]], rest: bytes) -> tuple[Copy, ...]:
    copies, place = [], 0
    for each in described[:FRAMES_MAX]:
        middle = place + int(each["jpeg"])
        end = middle + int(each["thumbnail"])
        jpeg, thumbnail = rest[place:middle], rest[middle:end]
        if (
            end > len(rest)
            or not jpeg.startswith(b"\xff\xd8\xff")
            or not thumbnail.startswith(b"\xff\xd8\xff")
        ):
            raise ValueError("half an answer")
        likeness = None if each["likeness"] is None else int(each["likeness"])
        copies.append(Copy(int(each["width"]), int(each["height"]), likeness, jpeg, thumbnail))
        place = end
    return tuple(copies)
