"""Invented recordings: a tone that rises and falls, as files that a coordinator might upload."""

import io
import math
import struct
import wave
from functools import cache
from typing import cast
from uuid import UUID

import av
from av.audio.stream import AudioStream

from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Recording
from amparo.alerts.services import recording
from tests.alerts.world import World

MIXTEC = "mxt"
SECRET = b"Invented Maker of Telephones"


@cache
def wav(seconds: float, rate: int = 8000) -> bytes:
    """Return a tone as a WAV file."""
    out = io.BytesIO()
    tone = (int(9000 * math.sin(at / 7) * math.sin(at / 900)) for at in range(int(seconds * rate)))
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", each) for each in tone))
    return out.getvalue()


@cache
def converted(container: str, codec: str, *, seconds: float = 2) -> bytes:
    """Return a tone in another container, which says who made it."""
    out = io.BytesIO()
    with (
        av.open(io.BytesIO(wav(seconds, 48_000)), "r") as source,
        av.open(out, "w", format=container) as file,
    ):
        file.metadata["title"] = file.metadata["artist"] = SECRET.decode()
        stream = cast("AudioStream", file.add_stream(codec, rate=48_000))
        stream.codec_context.layout = "mono"
        for frame in source.decode(audio=0):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def length_s(data: bytes) -> float:
    """Return how long a file sounds, by decoding it."""
    with av.open(io.BytesIO(data), "r") as file:
        return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))


def upload(world: World, kind: Kind = Kind.CONFIRMED, tag: str = MIXTEC) -> Recording:
    """Upload a recording as the coordinator."""
    made = recording.upload(
        tag=tag, kind=kind, data=wav(2), by=world.personas.coordinator.actor, now=world.now
    )
    return Recording.objects.get(pk=made)


def in_use(world: World, kind: Kind = Kind.CONFIRMED, tag: str = MIXTEC) -> UUID:
    """Upload a recording, and have the editor sign it off."""
    row = upload(world, kind, tag)
    recording.sign_off(recording_id=row.pk, sha256=row.sha256, by=world.personas.editor.actor, now=world.now)
    return row.pk
