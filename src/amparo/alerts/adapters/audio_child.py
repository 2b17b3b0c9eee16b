"""The program in which an uploaded recording is read: fresh for each file, able to do nothing else, gone afterwards.

It gets the bytes through a pipe and holds them in memory. Before it looks at them it gives up opening files and
sockets, writing files and core dumps; memory and time are limited. It decodes the sound and makes it anew as Opus and
as AAC, so that nothing but the sound comes along. It answers with one line of JSON, then with the bytes of both.

Started by `audio_reading.py` with its limits as arguments.
"""

import errno
import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import cast

import av
import av.audio.codeccontext
import av.subtitles.codeccontext
import av.subtitles.stream
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.error import FFmpegError

from amparo.alerts.domain import recordings
from amparo.alerts.domain.recordings import Why

RATE = 48_000
# Readers of sound only: a container may name any of the many that are built in.
_CODECS = frozenset(
    {"opus", "vorbis", "flac", "aac", "alac", "mp3", "mp3float", "pcm_s16le", "pcm_s24le", "pcm_s32le"}
    | {"pcm_u8", "pcm_f32le", "libopus", "libvorbis"}
)


class _Refused(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def read(data: bytes) -> tuple[int, bytes, bytes]:
    """Return the length in milliseconds, the sound as Opus and as AAC.

    Raises:
        _Refused: it is no sound, or too long or too short.
    """
    name = recordings.format_of(data[:16])
    if not name:
        raise _Refused(Why.NOT_AUDIO)
    try:
        frames = list(_decoded(data, name))
    except (FFmpegError, OSError, ValueError, EOFError, OverflowError, LookupError) as error:
        is_full = getattr(error, "errno", 0) == errno.ENOMEM
        raise _Refused(Why.TOO_HARD if is_full else Why.NOT_AUDIO) from error
    samples = sum(each.samples for each in frames)
    if not samples:
        raise _Refused(Why.NOT_AUDIO)
    if samples < recordings.SHORTEST_S * RATE:
        raise _Refused(Why.TOO_SHORT)
    opus = _encoded(frames, "ogg", "libopus", recordings.OPUS_RATE)
    return samples * 1000 // RATE, opus, _encoded(frames, "mp4", "aac", recordings.AAC_RATE)


def _decoded(data: bytes, name: str) -> Iterator[AudioFrame]:
    """Yield the sound, in one channel; at most the longest that is taken."""
    # Recorders round; half a second more is not another recording.
    most = int((recordings.LONGEST_S + 0.5) * RATE)
    taken = 0
    with av.open(io.BytesIO(data), "r", format=name, metadata_errors="replace") as file:
        if not file.streams.audio:
            raise _Refused(Why.NOT_AUDIO)
        stream = file.streams.audio[0]
        if stream.codec_context.name not in _CODECS:
            raise _Refused(Why.NOT_AUDIO)
        stream.codec_context.thread_count = 1
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in _and_the_rest(file.decode(stream)):
            for each in resampler.resample(frame):
                taken += each.samples
                if taken > most:
                    raise _Refused(Why.TOO_LONG)
                yield each


def _and_the_rest(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame | None]:
    """Yield frames, then None: what the resampler still holds."""
    yield from frames
    yield None


def _encoded(frames: list[AudioFrame], container: str, codec: str, rate: int) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container, options={"fflags": "+bitexact"}) as file:
        stream = cast("AudioStream", file.add_stream(codec, rate=RATE))
        stream.codec_context.layout = "mono"
        stream.codec_context.bit_rate = rate
        at = 0
        for frame in frames:
            frame.pts, at = at, at + frame.samples
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def _shut_the_door(memory_bytes: int, cpu_s: int) -> None:
    """Give up what reading a recording does not need, for good: hard limits can't be raised again."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 3,
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_AS: memory_bytes,
    }
    for name, most in limits.items():
        resource.setrlimit(name, (most, most))


def _run() -> None:
    os.closerange(3, 4096)
    _shut_the_door(int(sys.argv[1]), int(sys.argv[2]))
    body = b""
    try:
        duration, opus, aac = read(sys.stdin.buffer.read())
        answer: dict[str, object] = {"duration_ms": duration, "opus": len(opus)}
        body = opus + aac
    except _Refused as refusal:
        answer = {"why": refusal.why.value}
    except MemoryError:
        answer = {"why": Why.TOO_HARD.value}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    # No tidying up: whatever a hostile file did to this process ends with it.
    os._exit(0)


if __name__ == "__main__":
    _run()
