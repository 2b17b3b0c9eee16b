"""Recordings: made anew from what was uploaded, by one member, put in use by a second one, and what is refused."""

import os

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from amparo.alerts.adapters import audio_reading
from amparo.alerts.domain import recordings
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.recordings import RecordingRefused
from amparo.alerts.forms.recordings import SCRIPTS
from amparo.alerts.models import Recording
from amparo.alerts.queries import recordings as queries
from amparo.alerts.queries.recordings import NoSuchRecording
from amparo.alerts.services import recording
from amparo.alerts.services.recording import NoSlot
from amparo.core.models import JournalEntry
from amparo.network.api import NotAllowed
from amparo.network.domain.independence import NotIndependent
from tests.alerts import sounds
from tests.alerts.sounds import MIXTEC
from tests.alerts.world import World


@pytest.mark.parametrize(
    "container, codec", [("ogg", "libopus"), ("mp3", "libmp3lame"), ("ipod", "aac"), ("wav", "pcm_s16le")]
)
def test_each_usual_file_is_made_anew_twice_and_says_nothing_of_its_maker(container: str, codec: str) -> None:
    file = sounds.converted(container, codec)

    made = audio_reading.read(file)

    assert sounds.SECRET in file
    assert sounds.SECRET not in made.opus + made.aac
    for each in (made.opus, made.aac):
        assert sounds.length_s(each) == pytest.approx(2, abs=0.15)
    assert made.duration_ms == pytest.approx(2000, abs=150)


def test_a_whole_minute_stays_small() -> None:
    made = audio_reading.read(sounds.wav(60))

    assert len(made.opus) < 300_000
    assert len(made.aac) < 400_000


@pytest.mark.parametrize(
    "data, why",
    [
        (b"", "nothing_chosen"),
        (bytes(recordings.LARGEST_BYTES + 1), "too_large"),
        (sounds.wav(62), "too_long"),
        (sounds.wav(0.3), "too_short"),
        (sounds.wav(2)[:44], "not_audio"),
        (b"<html><script>alert(1)</script>", "not_audio"),
        (b"OggS" + bytes(400), "not_audio"),
        (b"ID3\x04" + bytes(range(256)) * 20, "not_audio"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 400, "not_audio"),
        (b"\0\0\0\x18ftypM4A " + b"\xff" * 400, "not_audio"),
        (b"\x1aE\xdf\xa3" + bytes(400), "not_audio"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "not_audio"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(data: bytes, why: str) -> None:
    with pytest.raises(RecordingRefused) as refused:
        audio_reading.read(data)

    assert refused.value.fields["why"] == why


def test_a_file_of_noise_behind_an_honest_head_breaks_nothing() -> None:
    file = bytearray(sounds.converted("ogg", "libopus"))
    file[300:] = os.urandom(len(file) - 300)

    with pytest.raises(RecordingRefused):
        audio_reading.read(bytes(file))


def test_a_child_without_memory_is_a_refusal() -> None:
    with (
        override_settings(MEDIA_CHILD_MEMORY_BYTES=64 * 1024 * 1024),
        pytest.raises(RecordingRefused) as refused,
    ):
        audio_reading.read(sounds.wav(2))

    assert refused.value.fields["why"] == "too_hard"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]\n",
        b'{"duration_ms": 5, "opus": "x"}\nOggS',
        b'{"duration_ms": 2000, "opus": 4}\n<htm....ftyp',
        b'{"duration_ms": 2000, "opus": 4}\nOggS<script>',
        b'{"duration_ms": 900000, "opus": 4}\nOggS....ftyp',
        b'{"duration_ms": 2000, "opus": 500000}\nOggS' + bytes(499_996) + b"....ftyp",
        b'{"why": "made_up"}\n',
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_reading, "_ask", lambda _data: answer)

    with pytest.raises(RecordingRefused):
        audio_reading.read(b"anything")


def test_a_draft_is_heard_in_public_only_when_a_second_member_signed_it_off(world: World) -> None:
    row = sounds.upload(world)

    with pytest.raises(NoSuchRecording):
        queries.public(row.pk)
    assert queries.in_use(MIXTEC, Kind.CONFIRMED) is None
    recording.sign_off(recording_id=row.pk, sha256=row.sha256, by=world.personas.editor.actor, now=world.now)

    assert queries.public(row.pk).opus == bytes(row.opus)
    assert queries.in_use(MIXTEC, Kind.CONFIRMED) == row.pk
    assert queries.languages_with(Kind.CONFIRMED) == (MIXTEC,)
    told = JournalEntry.objects.filter(subject=row.pk).order_by("pk")
    assert [each.kind for each in told] == ["recording.uploaded", "recording.reviewed"]


def test_who_uploaded_it_does_not_sign_it_off(world: World) -> None:
    row = sounds.upload(world)

    with pytest.raises(NotIndependent):
        recording.sign_off(
            recording_id=row.pk, sha256=row.sha256, by=world.personas.coordinator.actor, now=world.now
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.filter(pk=row.pk).update(reviewed_by=row.uploaded_by, reviewed_at=world.now)

    row.refresh_from_db()
    assert row.reviewed_by is None


def test_what_was_heard_is_what_is_put_in_use(world: World) -> None:
    row = sounds.upload(world)

    with pytest.raises(NoSuchRecording):
        recording.sign_off(
            recording_id=row.pk, sha256="0" * 64, by=world.personas.editor.actor, now=world.now
        )


def test_a_new_draft_leaves_the_one_in_use_until_it_is_signed_off(world: World) -> None:
    first = sounds.in_use(world)
    thrown_away = sounds.upload(world)
    second = sounds.upload(world)

    assert queries.in_use(MIXTEC, Kind.CONFIRMED) == first
    assert not Recording.objects.filter(pk=thrown_away.pk).exists()
    recording.sign_off(
        recording_id=second.pk, sha256=second.sha256, by=world.personas.editor.actor, now=world.now
    )

    assert queries.in_use(MIXTEC, Kind.CONFIRMED) == second.pk
    assert Recording.objects.count() == 1


def test_one_person_removes_what_is_in_use(world: World) -> None:
    made = sounds.in_use(world)

    recording.remove(recording_id=made, by=world.personas.coordinator.actor, now=world.now)

    with pytest.raises(NoSuchRecording):
        queries.public(made)


def test_only_coordinators_upload_and_remove_and_only_who_releases_signs_off(world: World) -> None:
    row = sounds.upload(world)
    editor, verifier = world.personas.editor.actor, world.personas.verifier.actor

    with pytest.raises(NotAllowed):
        recording.upload(tag=MIXTEC, kind=Kind.UPDATE, data=sounds.wav(2), by=editor, now=world.now)
    with pytest.raises(NotAllowed):
        recording.remove(recording_id=row.pk, by=editor, now=world.now)
    with pytest.raises(NotAllowed):
        recording.sign_off(recording_id=row.pk, sha256=row.sha256, by=verifier, now=world.now)

    assert Recording.objects.filter(pk=row.pk, reviewed_by__isnull=True).count() == 1


@pytest.mark.parametrize("tag", ["es", "ase", "nobody-speaks-this"])
def test_languages_that_are_read_or_seen_have_no_slots(world: World, tag: str) -> None:
    with pytest.raises(NoSlot):
        sounds.upload(world, tag=tag)


def test_every_kind_has_a_script_that_promises_nothing() -> None:
    assert set(SCRIPTS) == set(Kind)
    assert not [each for each in SCRIPTS.values() if "safe" in str(each).lower()]
