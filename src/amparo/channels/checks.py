"""What must be true of the settings before anything may be sent.

`web` and `worker` see none of the providers' settings, so these stay silent there; the gateway refuses to start.
"""

import re
from collections.abc import Iterable

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from phonenumbers import SUPPORTED_REGIONS

from amparo.channels.adapters.http import is_safe
from amparo.channels.hook.signing import SecretBroken, key_of
from amparo.channels.web_push.signing import contact

RECORDING = "amparo.channels.recording."

# Kannel writes it into an address, and can't be made to escape anything there.
_KANNEL_SECRET = re.compile(r"[A-Za-z0-9_-]{24,}", re.ASCII)
# What py_vapid lets pass, and less: it is written into each signature.
_PUSH_CONTACT = re.compile(r"mailto:[\w.+-]+@[\w-]+(\.[\w-]+)+|https://[\w-]+(\.[\w-]+)*", re.ASCII)
_PUSH_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]+)?", re.ASCII)


@register("channels")
def check_adapters(**_kwargs: object) -> list[CheckMessage]:
    """Refuse the recording adapter where people are real, and words that the mail settings do not know."""
    found: list[CheckMessage] = []
    for kind, path in settings.CHANNEL_ADAPTERS.items():
        if path.startswith(RECORDING) and not settings.MAY_RECORD_MESSAGES:
            found.append(
                Error(
                    f"The channel {kind} records its messages instead of sending them.",
                    hint="Only a demonstration may do so: set the real adapter in CHANNEL_ADAPTERS.",
                    id="channels.E001",
                )
            )
    for name, value in (
        ("AMPARO_SMTP_SECURITY", settings.SMTP_SECURITY),
        ("AMPARO_IMAP_SECURITY", settings.IMAP_SECURITY),
    ):
        if value not in {"starttls", "tls", "none"}:
            found.append(Error(f"{name} must be 'starttls', 'tls' or 'none'.", id="channels.E002"))
    return found


@register("channels")
def check_sms(**_kwargs: object) -> list[CheckMessage]:
    """Refuse a provider that is named in a way nobody knows, and a country that is none."""
    found: list[CheckMessage] = []
    if settings.SMS_PROVIDER not in {"", "kannel", "twilio"}:
        found.append(Error("AMPARO_SMS_PROVIDER must be 'kannel', 'twilio' or empty.", id="channels.E003"))
    if settings.SMS_REGION not in SUPPORTED_REGIONS:
        found.append(Error("AMPARO_SMS_REGION must be a country of two capital letters.", id="channels.E004"))
    if settings.SMS_MOST_PARTS < 1:
        found.append(Error("AMPARO_SMS_MOST_PARTS must be at least 1.", id="channels.E005"))
    return found


@register("channels")
def check_kannel(**_kwargs: object) -> list[CheckMessage]:
    """Refuse a Kannel of which only half is set."""
    given = (settings.KANNEL_PASSWORD, settings.KANNEL_SECRET, settings.KANNEL_FROM)
    if settings.SMS_PROVIDER != "kannel" or not any(given):
        return []
    found = _missing(
        "channels.E006",
        AMPARO_KANNEL_USER=settings.KANNEL_USER,
        AMPARO_KANNEL_PASSWORD=settings.KANNEL_PASSWORD,
        AMPARO_KANNEL_FROM=settings.KANNEL_FROM,
        AMPARO_KANNEL_SECRET=settings.KANNEL_SECRET,
    )
    if settings.KANNEL_SECRET and _KANNEL_SECRET.fullmatch(settings.KANNEL_SECRET) is None:
        hint = "`openssl rand -hex 32` makes one."
        found.append(
            Error(
                "AMPARO_KANNEL_SECRET must be 24 letters or more of A-Z, a-z, 0-9.",
                hint=hint,
                id="channels.E007",
            )
        )
    return [
        *found,
        *_plain(AMPARO_KANNEL_USER=settings.KANNEL_USER, AMPARO_KANNEL_PASSWORD=settings.KANNEL_PASSWORD),
        *_plain(AMPARO_KANNEL_FROM=settings.KANNEL_FROM),
        *_unsafe(
            AMPARO_KANNEL_URL=settings.KANNEL_URL, AMPARO_KANNEL_HOOKS_ORIGIN=settings.KANNEL_HOOKS_ORIGIN
        ),
    ]


@register("channels")
def check_twilio(**_kwargs: object) -> list[CheckMessage]:
    """Refuse an account of which only half is set; warn where reports and answers can't reach us."""
    given = (settings.TWILIO_ACCOUNT, settings.TWILIO_TOKEN, settings.TWILIO_FROM)
    if settings.SMS_PROVIDER != "twilio" or not any(given):
        return []
    found = _missing(
        "channels.E006",
        AMPARO_TWILIO_ACCOUNT=settings.TWILIO_ACCOUNT,
        AMPARO_TWILIO_TOKEN=settings.TWILIO_TOKEN,
        AMPARO_TWILIO_FROM=settings.TWILIO_FROM,
    )
    if re.fullmatch(r"[A-Za-z0-9]*", settings.TWILIO_ACCOUNT, re.ASCII) is None:
        found.append(Error("AMPARO_TWILIO_ACCOUNT must be the account's SID.", id="channels.E008"))
    if not settings.GATEWAY_HOOKS_ORIGIN.startswith("https://"):
        found.append(
            Caution(
                "AMPARO_GATEWAY_HOOKS_ORIGIN is not https: the provider brings neither messages nor reports safely.",
                id="channels.W001",
            )
        )
    return [*found, *_unsafe(AMPARO_TWILIO_URL=settings.TWILIO_URL)]


@register("channels")
def check_hook(**_kwargs: object) -> list[CheckMessage]:
    """Refuse secrets that are none, and a partner's address in clear."""
    found: list[CheckMessage] = []
    for secret in settings.HOOK_SECRETS:
        try:
            key_of(secret)
        except SecretBroken:
            message = "AMPARO_HOOK_SECRETS must be 'whsec_' and the base64 of 24 to 64 bytes, each."
            found.append(Error(message, id="channels.E009"))
    if settings.HOOK_URL:
        found += _missing("channels.E006", AMPARO_HOOK_SECRETS="".join(settings.HOOK_SECRETS))
        found += _unsafe(AMPARO_HOOK_URL=settings.HOOK_URL)
    return found


@register("channels")
def check_push(**_kwargs: object) -> list[CheckMessage]:
    """Refuse a contact that push services would refuse with every message, and hosts that are addresses."""
    found: list[CheckMessage] = []
    if _PUSH_CONTACT.fullmatch(contact()) is None:
        hint = "AMPARO_PUSH_CONTACT is like mailto:someone@network.example or https://network.example"
        found.append(
            Error("Push services want to know whom to write to about us.", hint=hint, id="channels.E020")
        )
    found += [
        Error("AMPARO_PUSH_HOSTS takes names of hosts, without https:// and paths.", id="channels.E021")
        for host in settings.PUSH_HOSTS
        if _PUSH_HOST.fullmatch(host) is None
    ]
    return found


def _missing(code: str, **values: str) -> list[CheckMessage]:
    return [Error(f"{name} is not set.", id=code) for name, value in values.items() if not value]


def _unsafe(**addresses: str) -> list[CheckMessage]:
    return [
        Error(f"{name} must be https, unless it is this machine.", id="channels.E010")
        for name, address in addresses.items()
        if not is_safe(address)
    ]


def _plain(**values: str) -> Iterable[CheckMessage]:
    return [
        Error(f"{name} must be printable ASCII: it is a header.", id="channels.E011")
        for name, value in values.items()
        if not (value.isascii() and value.isprintable())
    ]
