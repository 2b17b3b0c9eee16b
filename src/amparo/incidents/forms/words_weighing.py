"""How many sources there are, and what to ask, in plain words. Reports are named by their letters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.incidents.domain.independence import Independence, Link, Tie
from amparo.incidents.domain.red_flags import Flag, Question
from amparo.incidents.forms import measures

Letters = Mapping[UUID, str]


def sources(found: Independence, report_count: int) -> str:
    """Return how many sources there are."""
    told = ngettext("%(count)s report", "%(count)s reports", report_count) % {"count": report_count}
    seen = ngettext(
        "%(count)s independent first-hand source", "%(count)s independent first-hand sources", found.count
    ) % {"count": found.count}
    return _("%(reports)s, %(sources)s") % {"reports": told, "sources": seen}


def why(found: Independence, letters: Letters) -> Iterator[str]:
    """Yield a sentence for each thing that makes the count less than the reports."""
    for group in found.groups:
        yield from _ties(group.links, letters)
    passed_on = named(found.forwarded, letters)
    if passed_on:
        yield _("%(reports)s: a forwarded message counts as none. Whose eyes those were is not known.") % {
            "reports": passed_on
        }
    nowhere = named(found.nowhere - found.hearsay - found.forwarded, letters)
    if nowhere:
        yield _("%(reports)s: names no place, counts as none. It may be about something else.") % {
            "reports": nowhere
        }
    hearsay = named(found.hearsay - found.forwarded, letters)
    if hearsay:
        yield _("%(reports)s: only heard of, counts as none.") % {"reports": hearsay}


def of_one_source(links: Iterable[Link], letters: Letters) -> str:
    """Return why reports are one source, for a refusal."""
    return " ".join(_ties(tuple(links), letters))


def ask(question: Question, letters: Letters) -> str:
    """Return a question as one would put it to oneself, or to who reported."""
    values = {"reports": named(question.report_ids, letters)}
    values["time"] = measures.span(question.apart)
    values["distance"] = measures.distance(question.distance_m)
    return _question(question.flag) % values


def named(report_ids: Iterable[UUID], letters: Letters) -> str:
    """Return reports by their letters: A, B and C."""
    found = sorted(
        (letters[each] for each in report_ids if each in letters), key=lambda each: (len(each), each)
    )
    if len(found) < _TWO:
        return "".join(found)
    return _("%(some)s and %(last)s") % {"some": ", ".join(found[:-1]), "last": found[-1]}


_TWO = 2


def _ties(links: Sequence[Link], letters: Letters) -> Iterator[str]:
    """Yield a sentence for each reason, with all reports that it ties together."""
    for tie in Tie:
        for together in _chains([link for link in links if tie in link.ties]):
            yield _tie(tie) % {"reports": named(together, letters)}


def _chains(links: Iterable[Link]) -> list[set[UUID]]:
    """Return the reports that links tie together, those that hang together in one set."""
    found: list[set[UUID]] = []
    for link in links:
        pair = {link.one, link.other}
        apart = [each for each in found if not each & pair]
        found = [*apart, pair.union(*(each for each in found if each & pair))]
    return found


def _tie(tie: Tie) -> str:
    return {
        Tie.SAME_WORDS: _("%(reports)s use the same words."),
        Tie.FORWARDED: _("%(reports)s hold one message that was forwarded."),
        Tie.SAME_PICTURE: _("%(reports)s came with the same picture."),
        Tie.SAME_CORRESPONDENT: _("%(reports)s came from the same sender."),
        Tie.SAME_BROWSER: _("%(reports)s came from the same browser."),
    }[tie]


def _question(flag: Flag) -> str:
    return {
        Flag.PLACE_UNKNOWN: _("No place: which corner, which side of the street, next to what?"),
        Flag.PLACE_VAGUE: _("Only an area: which corner, next to what?"),
        Flag.SECOND_HAND: _("Only heard of: who saw it themselves, and can they be asked?"),
        Flag.PASSED_ON: _("%(reports)s: a forwarded message. Who wrote it first, where and when?"),
        Flag.TOLD_LATE: _("Seen %(time)s before it was told: is it still going on?"),
        Flag.SEEN_AHEAD: _("%(reports)s: seen %(time)s after it was told. Is the day right, or the clock?"),
        Flag.RECYCLED_PICTURE: _(
            "%(reports)s: a picture like this came in before. Is it from now, and from there?"
        ),
        Flag.AGENCIES_DIFFER: _("%(reports)s name different agencies: what stood on vests and cars?"),
        Flag.COUNTS_DIFFER: _("%(reports)s say very different numbers: how many are in sight at once?"),
        Flag.GONE_OR_THERE: _(
            "Of %(reports)s, one saw them leave, the other saw them later: are they still there?"
        ),
        Flag.FAR_APART: _("%(reports)s are %(distance)s apart: is it one event or two?"),
        Flag.SAME_WORDS_ELSEWHERE: _(
            "%(reports)s: the same words were told of other places. Where does it come from?"
        ),
        Flag.PRESSED_SOURCE: _(
            "%(reports)s: many reports came from the same connection within the hour. Who else saw it?"
        ),
    }[flag]
