"""Telephone numbers as gateways hand them over, brought to E.164."""

import re

import phonenumbers
from django.conf import settings

from amparo.channels.domain import addresses

_WRITTEN = re.compile(r"\+?[0-9 ().-]{1,40}", re.ASCII)
_MOST_DIGITS_OF_A_SHORT_CODE = 6


def from_gateway(text: str) -> str:
    """Return a sender's number in its stored form, `+12135550123`.

    Gateways write one number in several ways: with a plus sign, without it, with `00`, or as it is dialled at home.
    `AMPARO_SMS_REGION` says where home is.

    Raises:
        AddressRefused: a short code, a name in letters, or nothing that could be answered.
    """
    written = text.strip()
    if _WRITTEN.fullmatch(written) is None:
        # What the library reads as a number may be none: it takes letters for the keys of a telephone.
        raise addresses.AddressRefused(reason="not_a_number" if written else "empty")
    if len("".join(filter(str.isdigit, written))) <= _MOST_DIGITS_OF_A_SHORT_CODE:
        raise addresses.AddressRefused(reason="not_a_number")
    if written.startswith("00"):
        written = f"+{written[2:]}"
    return addresses.normal_number(_as_dialled_at_home(written) or _with_a_plus(written))


def check_country(number: str) -> None:
    """See to it that a number in stored form is of a country to which SMS may leave.

    Texts to some countries cost many times as much, and hired numbers there are a known way to drain an account. What
    has no country of its own, as numbers kept for stories, counts by its calling code.

    Raises:
        AddressRefused: `other_country`.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException as error:
        raise addresses.AddressRefused(reason="not_a_number") from error
    region = phonenumbers.region_code_for_number(parsed)
    allowed = settings.SMS_COUNTRIES
    codes = {phonenumbers.country_code_for_region(each) for each in allowed}
    if region not in allowed and not (region is None and parsed.country_code in codes):
        raise addresses.AddressRefused(reason="other_country")


def masked(number: str) -> str:
    """Return a number that shows its country but not its owner: `+1•••`."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "•••"
    return f"+{parsed.country_code}•••"


def _as_dialled_at_home(written: str) -> str | None:
    """Return a number that is valid in our region, or None: then its country must stand in front of it."""
    if written.startswith("+"):
        return written
    try:
        parsed = phonenumbers.parse(written, settings.SMS_REGION)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _with_a_plus(written: str) -> str:
    return f"+{written}" if written[:1].isdigit() else written
