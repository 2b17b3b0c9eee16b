"""What a recording of each kind of alert must say, and what its refusals mean in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.recordings import Why
from amparo.core.errors import AmparoError

# Fixed, so that nothing is improvised; without a place or a time, since one recording serves every alert of its kind.
SCRIPTS: Mapping[Kind, StrOrPromise] = {
    Kind.CONFIRMED: _(
        "We confirmed immigration agents near the place that this message names. You do not have to open your door. "
        "You have the right to remain silent. Ask somebody to read you the place and the time."
    ),
    Kind.UNFOUNDED: _(
        "We were told of immigration agents near the place that this message names. We checked, and it was not true. "
        "There may be others that we do not know of."
    ),
    Kind.OTHER_AGENCY: _(
        "What people saw near the place that this message names was not immigration enforcement. It was somebody else. "
        "There may be others that we do not know of."
    ),
    Kind.UNVERIFIABLE: _(
        "We were told of immigration agents near the place that this message names. "
        "We checked and could not confirm it."
    ),
    Kind.UPDATE: _(
        "There is more to say about an earlier message of ours. It is still going on. "
        "Ask somebody to read you the place and the time."
    ),
    Kind.ALL_CLEAR: _(
        "What we confirmed in an earlier message has ended. There may be others that we do not know of."
    ),
    Kind.CORRECTION: _(
        "Part of what we said in an earlier message was wrong. Please ask somebody to read you what is right."
    ),
    Kind.WITHDRAWAL: _("We take back an earlier message. Please do not rely on it and do not pass it on."),
    Kind.RELAYED: _(
        "Another network says that immigration agents are near the place that this message names. "
        "We did not check it ourselves."
    ),
    Kind.RELAYED_OVER: _(
        "Another network says that what it told us of has ended. We did not check it ourselves."
    ),
}
_WHY: Mapping[Why, StrOrPromise] = {
    Why.NOTHING_CHOSEN: _("Choose a recording first."),
    Why.TOO_LARGE: _("This file is too large. A minute of speech has less than 5 MB."),
    Why.TOO_LONG: _("This recording is longer than a minute. Say only the sentence."),
    Why.TOO_SHORT: _("This recording is shorter than a second."),
    Why.NOT_AUDIO: _("We can not read this file. Take an Ogg, MP3, M4A or WAV recording."),
    Why.TOO_HARD: _("We can not read this file. Take an Ogg, MP3, M4A or WAV recording."),
    Why.BUSY: _("Another recording is being read. Try again in a moment."),
}
_REFUSALS: Mapping[str, StrOrPromise] = {
    "NO_SUCH_RECORDING": _("This recording was changed meanwhile. Listen again."),
    "NOT_INDEPENDENT": _(
        "A second person must sign it off: somebody who did not upload it, and who did not bring in who did."
    ),
    "NO_SUCH_MEMBER": _("Who uploaded this is no longer a member. Upload it anew."),
    "NOT_ALLOWED": _("Your account does not have this task."),
}


def refusal(error: AmparoError) -> str:
    """Return what a refusal means."""
    why = error.fields.get("why")
    if why in set(Why):
        return str(_WHY[Why(str(why))])
    return str(_REFUSALS.get(error.code, _("We could not accept this.")))
