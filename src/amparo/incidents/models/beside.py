"""What stands beside an incident's reports: members' notes, and requests to look on the spot."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from amparo.core.errors import AmparoError
from amparo.incidents.domain.looking import LONGEST_WORDS, Answer, RequestState
from amparo.incidents.domain.notes import LONGEST_NOTE
from amparo.incidents.models.incident import Incident

_MEMBER = settings.AUTH_USER_MODEL
_TAKEN = sorted(state.value for state in (RequestState.ACCEPTED, RequestState.ANSWERED))


class NoteIsAppendOnly(AmparoError):
    """A note was about to be changed; what turned out otherwise is a further note."""

    code = "NOTE_IS_APPEND_ONLY"


class Note(models.Model):
    """A few words of a member to the others about an incident, never about a person. Append-only.

    Words that lead to a person are refused before they are stored.

    Privacy: internal.
    Retention: until the incident closes, a day after it was decided; at once when its last report is taken back.
    """

    id = models.UUIDField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(max_length=LONGEST_NOTE)
    by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="note_says_something", condition=~Q(text=""))]

    @override
    def __str__(self) -> str:
        return str(self.pk)

    @override
    def save(self, *args: object, **kwargs: object) -> None:
        """Insert the note.

        Raises:
            NoteIsAppendOnly: it was stored before.
        """
        if not self._state.adding:
            raise NoteIsAppendOnly
        super().save(force_insert=True)


class VerificationRequest(models.Model):
    """A request to one observer, or to whoever takes it, to look at an incident's place; and what was answered.

    No place is stored here: it is shown from the incident, as coarse as an observer may see it. An answer decides
    nothing; a person may rest an outcome on it.

    Privacy: internal; the words of an answer are refused when they lead to a person.
    Retention: with the incident; the words of an answer go when it closes.
    """

    id = models.UUIDField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="requests")
    asked_by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # Empty: whoever takes it.
    to = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, null=True, related_name="+")
    taken_by = models.ForeignKey(_MEMBER, on_delete=models.PROTECT, null=True, related_name="+")
    look_for = models.JSONField(default=list)
    state = models.CharField(max_length=12, default=RequestState.ASKED.value)
    changed_at = models.DateTimeField()
    answer = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "to"], name="request_waits_for")]
        constraints = [
            models.CheckConstraint(
                name="request_state_known",
                condition=Q(state__in=sorted(state.value for state in RequestState)),
            ),
            models.CheckConstraint(
                name="request_answered_has_answer",
                condition=Q(
                    state=RequestState.ANSWERED.value, answer__in=sorted(answer.value for answer in Answer)
                )
                | (~Q(state=RequestState.ANSWERED.value) & Q(answer="", words="")),
            ),
            models.CheckConstraint(
                name="request_taken_has_member",
                condition=~Q(state__in=_TAKEN) | Q(taken_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="request_once_to_a_member",
                fields=["incident", "to"],
                condition=Q(
                    state__in=[RequestState.ACCEPTED.value, RequestState.ASKED.value], to__isnull=False
                ),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
