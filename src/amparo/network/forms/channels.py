"""The checklist of SMS in words, with where each fact stands, and its form.

Facts as of `AS_OF`. They are no legal advice, and a network's own lawyer checks them: each says so on the screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.network.domain.channel_points import SMS_POINTS

AS_OF = date(2026, 11, 24)


@dataclass(frozen=True)
class Point:
    """One point: what a member answers for, what is behind it, and where that stands."""

    title: StrOrPromise
    why: StrOrPromise
    source: StrOrPromise


POINTS: Mapping[str, Point] = {
    "what_others_see": Point(
        _("We know what others see, and we offer a way without it beside every SMS."),
        _(
            "SMS is not encrypted from end to end. Carriers and our provider see both numbers, the time, every word, "
            "and the carrier knows where the telephone is. They keep it for months or years, and a subpoena or "
            "a warrant brings it out. We would not learn of it."
        ),
        "18 U.S.C. § 2703 · 47 CFR § 42.6 · Carpenter v. United States, 585 U.S. 296 (2018)",
    ),
    "provider_keeps": Point(
        _("Our provider is set to keep as little as it can, and we read its contract on that."),
        _(
            "With Twilio, message texts and numbers stay in its logs until they are redacted or deleted. With our own "
            "Kannel, only the line behind it sees them. Keep the account under the network, not under one person."
        ),
        "docs/operating/sms.md",
    ),
    "consent": Point(
        _("We write only to people who asked for it from that telephone."),
        _(
            "Texts count as calls: automated ones to a mobile telephone need the prior express consent of whoever "
            "is called. Here the JOIN message is that consent; its day is kept, and it ends after a year. "
            "Never import numbers from a list."
        ),
        "47 U.S.C. § 227(b)(1)(A) · 47 CFR § 64.1200(a)(1)(iii)",
    ),
    "opt_in_words": Point(
        _("Wherever we show the number, the opt-in words stand beside it."),
        _(
            'Who writes, for what, how often, "Msg & data rates may apply", HELP and STOP, and a link to how we '
            "protect people. The page and the answer to JOIN say so; posters and cards must too."
        ),
        "CTIA Messaging Principles and Best Practices",
    ),
    "stop_and_help": Point(
        _("We tried STOP and HELP ourselves, from a telephone, and both were answered."),
        _(
            "Consent can be taken back in any reasonable way, in any language; it must be honored within ten business "
            "days, and one confirming text is allowed. Here STOP works at once. Somebody reads what no rule "
            "understood. A provider may answer STOP itself; then turn one of the two off."
        ),
        "47 CFR § 64.1200(a)(10), (a)(12)",
    ),
    "registration": Point(
        _("Our brand and our campaign are registered for this number, or we use a toll-free number."),
        _(
            "Carriers block or charge extra for application texts from ordinary ten-digit numbers (10DLC) without a "
            "registered brand and campaign. The registry learns the organization's legal name, tax number and address: "
            "decide which member organization stands there. It takes days to weeks."
        ),
        _("The Campaign Registry, and the pages of your provider"),
    ),
    "toll_free": Point(
        _("If the number is toll-free, it is verified. If not, this does not apply."),
        _(
            "Texts from unverified toll-free numbers are blocked. The form asks how people opt in, with a picture of "
            "it, and accepts no exemption for organizations."
        ),
        _("the pages of your provider on toll-free numbers"),
    ),
    "quiet_hours": Point(
        _("We decided what may go out between 9 p.m. and 8 a.m., and wrote it down."),
        _(
            "The federal quiet hours are for sales calls; alerts that people asked for are none. Some states are "
            "stricter, and a buzzing telephone can give somebody away. The program keeps no quiet hours by itself."
        ),
        "47 CFR § 64.1200(c)(1)",
    ),
    "state_laws": Point(
        _("Our own lawyer looked at all of this, and at the laws of our state."),
        _("Several states have laws of their own on automated texts, some with a right to sue."),
        _("your own lawyer"),
    ),
    "money": Point(
        _("We know what a busy night costs, and the provider's spending limit is set."),
        _(
            "Each part of each text is paid. Forged or hired numbers can make us answer thousands of times: set a "
            "limit and an alarm at the provider, and allow only the countries you serve."
        ),
        "docs/operating/sms.md",
    ),
}


class PointsForm(forms.Form):
    """The checklist: one box a point."""

    points = forms.MultipleChoiceField(
        label=_("What we answer for"),
        choices=[(name, POINTS[name].title) for name in SMS_POINTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
