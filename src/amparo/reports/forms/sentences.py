"""What to say to a person when something of a report can't be taken: what is wrong, and what to do."""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.core.errors import AmparoError

# Which step of the form asks for a field of the draft.
STEP_OF_FIELD = {"activity": "what", "place": "where", "seen_at": "when", "first_hand": "when"}


def sentence(error: AmparoError) -> str:
    """Return what went wrong and what to do, in the active language."""
    counted = _COUNTED.get(error.code)
    if counted is not None:
        return counted(error)
    return str(_SENTENCES.get(error.code, _OTHERWISE)) % error.fields


def _text(error: AmparoError) -> str:
    limit = error.fields.get("limit")
    count = limit if isinstance(limit, int) else 0
    if error.fields.get("reason") == "TEXT_TOO_LONG":
        return ngettext(
            "This is too long. Please use at most %(limit)d character.",
            "This is too long. Please use at most %(limit)d characters.",
            count,
        ) % {"limit": count}
    if error.fields.get("reason") == "TOO_MANY_LINES":
        return ngettext(
            "These are too many lines. Please use at most %(limit)d line.",
            "These are too many lines. Please use at most %(limit)d lines.",
            count,
        ) % {"limit": count}
    return gettext("We can't read some characters in this text. Please type it again instead of pasting it.")


def _receipt(error: AmparoError) -> str:
    position = error.fields.get("position")
    if isinstance(position, int):
        return gettext("We don't know word number %(position)d. Please look at it again.") % {
            "position": position
        }
    words = error.fields.get("words")
    count = words if isinstance(words, int) else 0
    return ngettext(
        "A receipt code has six words; this is %(count)d word.",
        "A receipt code has six words; these are %(count)d words.",
        count,
    ) % {"count": count}


_COUNTED: dict[str, Callable[[AmparoError], str]] = {
    "TEXT_FIELD_REFUSED": _text,
    "RECEIPT_NOT_UNDERSTOOD": _receipt,
}
_OTHERWISE = _("We could not accept this. Please change it and try again.")
# The placeholders are names of the error's fields.
_SENTENCES: dict[str, StrOrPromise] = {
    "OUTSIDE_REGION": _(
        "This place is outside the region where we work. Please look at the place again; "
        "if it is right, please tell a network that works there."
    ),
    "SEEN_IN_THE_FUTURE": _("This time has not come yet. Please look at the time again."),
    "SEEN_TOO_LONG_AGO": _(
        "This is more than %(days)s days ago. This page is for what happens now. Please look at the date again."
    ),
    "HOW_MANY_OUT_OF_RANGE": _("Please write a number from 1 to %(limit)s."),
    "TIME_NOT_UNDERSTOOD": _(
        "We could not read this time. Please write it like 21:30, or choose one of the answers above."
    ),
    "POINT_NOT_UNDERSTOOD": _(
        "We could not read the point. Please choose it again, or write the place in words."
    ),
    "PLACE_NOT_FOUND": _(
        "We don't know this neighborhood or ZIP code. "
        "Please try a larger one nearby, or say below that you don't know."
    ),
    "PLACE_AMBIGUOUS": _("Several places have this name. Please choose one of them."),
    "CORNER_UNCLEAR": _("Please choose one of them, or say that we should use only your words."),
    "PLACE_MISSING": _(
        "Please tell us where: a corner and the neighborhood, a ZIP code, or a point on the map."
    ),
    "AREA_MISSING": _("Please add the neighborhood or ZIP code, so that we know which corner you mean."),
    "ADDRESS_REFUSED": _(
        "This is not an e-mail address. Please write it like name@example.org, or leave it out."
    ),
    "NUMBER_NOT_TAKEN": _("Text messages are off, so we keep no number. Please leave it out."),
    "NO_PUBLIC_KEY": _(
        "We can't keep an e-mail address safe at this moment. Please leave it out, and send the rest."
    ),
    "TOKEN_REFUSED": _(
        "The key of this request must be %(least)s to %(most)s plain characters that nobody can guess."
    ),
    "SEALED_TO_ANOTHER_KEY": _(
        "The network has changed its key since this report was sealed, or the file is damaged. "
        "We can't open it. Please write the report again."
    ),
    "SEALED_CONTENT_WRONG": _("We opened this, but it is no report that this program understands."),
    "KEY_DOES_NOT_FIT": _("The key of this request does not belong to the report that is sealed in it."),
    "NO_INTAKE_KEY": _("We can't take a sealed report at this moment. It can wait; please try again later."),
    "UNKNOWN_LANGUAGE": _("We don't know this language. Please use its usual short code, such as en or es."),
    "PROOF_ASKED": _(
        "Many reports are coming in, so your device has to do a small sum first. Please send it again with the proof."
    ),
    "NOTHING_TO_ADD": _("Please write what you want to add."),
    "NO_MORE_ADDITIONS": _("This report has all the additions it can have. Please send a new report."),
    "REPORT_IS_CLOSED": _("This report is closed. Please send a new report."),
    "ALREADY_WITHDRAWN": _("This report was taken back before."),
    "NO_SUCH_RECEIPT": _(
        "We have nothing under this code. Please look at each word again. Codes also stop working some time "
        "after a report is closed."
    ),
    "TOO_MANY_ATTEMPTS": _("There were many tries in a short time. Please wait ten minutes, and try again."),
}
