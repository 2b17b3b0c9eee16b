"""The tables of reports: what one person told us once, and what they added later."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.reports.domain import asking, callback, kinds, limits
from amparo.reports.domain.effort import Load

_EMPTY_WHEN_WITHDRAWN = Q(
    text="", place_text="", markings="", vehicles="", correspondent_id__isnull=True, browser_mark=""
)


def _one_of(field: str, values: type[StrEnum]) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"report_{field}_known", condition=Q(**{f"{field}__in": [each.value for each in values]})
    )


class Report(models.Model):
    """What one person told us once, through one channel. Never edited; a withdrawal blanks it.

    Fates: `domain/states.py`. While it is open, times are kept to five minutes (seen) and the minute (received); once
    closed, to the hour. The receipt is known by a hash only (`domain/receipts.py`), the token by an independent digest.
    No address is here: `correspondent_id` is an opaque id that only the gateway can turn into one. `browser_mark` says
    only that two reports came from one browser within a day, and goes with the outcome; `sent_before` is how many
    reports had come from the same, unnamed, network within the hour.

    Privacy: personal.
    Retention: with its incident; blanked at once when withdrawn.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    channel = models.CharField(max_length=8)
    language = models.CharField(max_length=35, blank=True)
    activity = models.CharField(max_length=16)
    agency = models.CharField(max_length=16, default=kinds.Agency.UNKNOWN)
    cell = models.BigIntegerField()
    place_text = models.CharField(max_length=limits.PLACE_TEXT_MAX_CHARS, blank=True)
    place_kind = models.CharField(max_length=8, default=kinds.PlaceKind.UNKNOWN)
    place_is_known = models.BooleanField(default=True)
    seen_at = models.DateTimeField()
    received_at = models.DateTimeField()
    first_hand = models.BooleanField()
    how_many = models.PositiveSmallIntegerField(null=True)
    markings = models.CharField(max_length=limits.MARKINGS_MAX_CHARS, blank=True)
    vehicles = models.CharField(max_length=limits.VEHICLES_MAX_CHARS, blank=True)
    paper_shown = models.CharField(max_length=16, default=kinds.PaperShown.UNKNOWN)
    being_taken = models.CharField(max_length=8, default=kinds.Answer.UNKNOWN)
    child_alone = models.BooleanField(default=False)
    someone_hurt = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    private_marks = models.JSONField(null=True)  # null until the worker has looked for them
    correspondent_id = models.UUIDField(null=True)
    browser_mark = models.CharField(max_length=32, blank=True)
    sent_before = models.PositiveSmallIntegerField(default=0)
    fate = models.CharField(max_length=16, default=kinds.Fate.RECEIVED)
    told_fate = models.CharField(max_length=16, blank=True)  # the last that its sender was told of
    statement_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    token_digest = models.CharField(max_length=64, unique=True)
    receipt_hash = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001 — imports have no receipt

    class Meta:
        indexes = [
            models.Index(fields=["browser_mark"], name="report_of_browser"),
            models.Index(fields=["correspondent_id"], name="report_of_correspondent"),
        ]
        constraints = [
            _one_of("channel", kinds.ReportChannel),
            _one_of("activity", kinds.Activity),
            _one_of("agency", kinds.Agency),
            _one_of("place_kind", kinds.PlaceKind),
            _one_of("paper_shown", kinds.PaperShown),
            _one_of("being_taken", kinds.Answer),
            _one_of("fate", kinds.Fate),
            models.CheckConstraint(
                name="report_withdrawn_is_blank",
                condition=~Q(fate=kinds.Fate.WITHDRAWN) | _EMPTY_WHEN_WITHDRAWN,
            ),
            models.CheckConstraint(
                name="report_how_many_in_range",
                condition=Q(how_many__isnull=True) | Q(how_many__gte=1, how_many__lte=limits.HOW_MANY_MAX),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Conversation(models.Model):
    """What one person is telling us in messages, and what was asked: `domain/conversation_state.py` reads `state`.

    The primary key is the correspondent's opaque id. Words stand here only until they are in a report or an addition,
    which is a few minutes. `replied` has the minutes of our answers in the last hour. Silent: the person wrote STOP.

    Privacy: personal.
    Retention: 48 hours after the last message; with a report, until that closes or is withdrawn.
    """

    correspondent_id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=8)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.JSONField(default=dict)
    replied = models.JSONField(default=list)
    is_silent = models.BooleanField(default=False)
    quiet_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class ReportAddition(models.Model):
    """Something the reporter added later, with the receipt code or in a message. Appended, never edited.

    Privacy: personal.
    Retention: with its report; deleted when that is withdrawn.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="additions")
    number = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    text = models.TextField()
    private_marks = models.JSONField(default=list)
    being_taken = models.BooleanField(default=False)
    child_alone = models.BooleanField(default=False)
    someone_hurt = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_addition_number"),
            models.CheckConstraint(
                name="report_additions_limited",
                condition=Q(number__gte=1, number__lte=limits.ADDITIONS_MAX),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Question(models.Model):
    """What a member asked the sender of a report back, and the addition that answered it.

    One that stands ready is kept by its name, a member's own words as text; words that lead to a person are refused.

    Privacy: personal.
    Retention: until its report closes or is withdrawn.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    canned = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=asking.LONGEST_QUESTION, blank=True)
    language = models.CharField(max_length=35)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    message_id = models.UUIDField(null=True)
    answer = models.ForeignKey(ReportAddition, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="question_number"),
            models.UniqueConstraint(
                fields=["report", "canned"],
                name="question_open_once",
                condition=Q(answer__isnull=True) & ~Q(canned=""),
            ),
            models.CheckConstraint(
                name="question_says_something",
                condition=(Q(canned="") & ~Q(words=""))
                | Q(canned__in=[each.value for each in asking.Canned], words=""),
            ),
            models.CheckConstraint(
                name="questions_limited", condition=Q(number__gte=1, number__lte=asking.MOST_ASKED)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SpentProof(models.Model):
    """A proof of work that has served: the mark of our own challenge, and a keyed digest of the report it served for.

    Privacy: internal.
    Retention: two hours after it was spent; deleted when the next one is.
    """

    id = models.BigAutoField(primary_key=True)
    mark = models.CharField(max_length=64, unique=True)
    bound_to = models.CharField(max_length=32)
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class MarkKey(models.Model):
    """A day's random key, under which the marks of browsers are made (`services/marking.py`).

    The browser's own key is in a cookie that lives 24 hours. With this one gone, nobody can make the mark of a phone
    again, also not who has the phone and all reports.

    Privacy: internal.
    Retention: until the end of the next day.
    """

    day = models.DateField(primary_key=True)
    key = models.BinaryField()

    def __str__(self) -> str:
        return str(self.day)


class IntakeLoad(models.Model):
    """How much the network has to bear at the moment: one row, which intake reads and those who triage write.

    Privacy: none.
    Retention: with the installation.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    load = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_load_is_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="intake_load_known", condition=Q(load__in=sorted(each.value for each in Load))
            ),
        ]

    def __str__(self) -> str:
        return self.load


class RefusedCount(models.Model):
    """How many reports were refused within an hour for one reason. Counts, and nothing that tells whose.

    Privacy: none.
    Retention: 90 days; deleted when the next are counted.
    """

    LONGEST_REASON = 32

    id = models.BigAutoField(primary_key=True)
    hour = models.DateTimeField()
    reason = models.CharField(max_length=LONGEST_REASON)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="refused_once_an_hour", fields=["hour", "reason"])]

    def __str__(self) -> str:
        return f"{self.hour:%F %H}: {self.number} {self.reason}"


class CallBack(models.Model):
    """That somebody wants to be called. Their number is the gateway's; here is an opaque id, and a word to be said.

    States: `domain/callback.py`. Kept while it waits; when it ends, the address is let go and only the state stays.

    Privacy: personal.
    Retention: a day after it ended; after 12 hours' waiting it ends by itself.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    correspondent_id = models.UUIDField(null=True)
    language = models.CharField(max_length=35)
    word = models.CharField(max_length=callback.LONGEST_WORD)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default=callback.CallState.WAITING)
    asked_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)
    turns = models.PositiveSmallIntegerField(default=0)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-is_urgent", "asked_at"], name="callback_queue")]
        constraints = [
            models.CheckConstraint(
                name="callback_state_known",
                condition=Q(state__in=sorted(each.value for each in callback.CallState)),
            ),
            models.CheckConstraint(
                name="callback_ended_is_forgotten",
                condition=Q(
                    state__in=sorted(each.value for each in callback.OPEN),
                    correspondent_id__isnull=False,
                    ended_at__isnull=True,
                )
                | (
                    ~Q(state__in=sorted(each.value for each in callback.OPEN))
                    & Q(correspondent_id__isnull=True, ended_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="callback_invited_has_member",
                condition=~Q(state=callback.CallState.INVITED)
                | Q(taken_by__isnull=False, invited_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
