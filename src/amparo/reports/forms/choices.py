"""The closed lists in plain words. Lazy texts: evaluated in the language of whoever reads."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.reports.domain.kinds import Activity, Answer, Fate, Heard, PaperShown, PlaceKind

Choices = tuple[tuple[str, StrOrPromise], ...]

ACTIVITIES: Choices = (
    (Activity.AT_A_DOOR, _("They are at a door")),
    (Activity.INSIDE_A_HOME, _("They are inside a home")),
    (Activity.TAKING_SOMEONE, _("They are taking someone")),
    (Activity.STREET_STOP, _("They stop people on the street")),
    (Activity.TRAFFIC_STOP, _("They stop a car")),
    (Activity.CHECKPOINT, _("A checkpoint on a road")),
    (Activity.WORKPLACE, _("They are at a workplace")),
    (Activity.COURTHOUSE, _("They are at a courthouse")),
    (Activity.WAITING, _("They stand or park and wait")),
    (Activity.PASSING_BY, _("They pass by")),
    (Activity.LEAVING, _("They are leaving")),
    (Activity.OTHER, _("Something else")),
)
HEARD: Choices = (
    (Heard.FIRST_HAND, _("I saw it myself")),
    (Heard.HEARD, _("Someone told me, or I read it")),
)
NOW = "now"
AT_ANOTHER_TIME = "other"
SEEN: Choices = (
    (NOW, _("Right now")),
    ("10", _("About 10 minutes ago")),
    ("30", _("About half an hour ago")),
    ("60", _("About an hour ago")),
    (AT_ANOTHER_TIME, _("At another time")),
)
ANSWERS: Choices = (
    (Answer.YES, _("Yes")),
    (Answer.NO, _("No")),
    (Answer.UNKNOWN, _("I don't know")),
)
PAPER_SHOWN: Choices = (
    (PaperShown.YES, _("Yes, a paper was shown")),
    (PaperShown.NO, _("No paper was shown")),
    (PaperShown.ENTERED_FIRST, _("They went in before they showed one")),
    (PaperShown.UNKNOWN, _("I don't know")),
)
PLACE_KINDS: Choices = (
    (PlaceKind.UNKNOWN, _("I'd rather not say")),
    (PlaceKind.HOME, _("A home")),
    (PlaceKind.PUBLIC, _("A street, park or station")),
    (PlaceKind.WORK, _("A workplace")),
    (PlaceKind.BUSINESS, _("A shop or restaurant")),
    (PlaceKind.SCHOOL, _("A school")),
    (PlaceKind.COURT, _("A courthouse")),
    (PlaceKind.WORSHIP, _("A church or other place of worship")),
    (PlaceKind.HEALTH, _("A clinic or hospital")),
)

# What became of a report, in one line and in the sentences that explain it. None says that a place is safe.
FATES: dict[Fate, tuple[StrOrPromise, StrOrPromise]] = {
    Fate.RECEIVED: (
        _("We have your report"),
        _(
            "Nobody has looked at it yet. Someone from the network will. You can come back to this page any time."
        ),
    ),
    Fate.BEING_CHECKED: (
        _("We are checking it"),
        _("People from the network are finding out what is happening there."),
    ),
    Fate.CONFIRMED: (
        _("Confirmed"),
        _("We found that it was so. Thank you: what you told us helped others to know."),
    ),
    Fate.UNFOUNDED: (
        _("It turned out to be something else"),
        _(
            "We checked, and there was no immigration action there. You did right to tell us: "
            "to know that something is not so helps everybody."
        ),
    ),
    Fate.OTHER_AGENCY: (
        _("It was another agency"),
        _(
            "We checked: there were officers, but it was not immigration enforcement as far as we could find out."
        ),
    ),
    Fate.UNVERIFIABLE: (
        _("We could not find out"),
        _("We tried, and could not find out whether it was so. That does not mean that you were wrong."),
    ),
    Fate.WITHDRAWN: (
        _("You took this report back"),
        _("We erased what you wrote. We keep only that there was a report in that part of the region."),
    ),
}
