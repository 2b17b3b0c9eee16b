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
from amparo.channels.apprise.targets import TargetsBroken, is_host, targets
from amparo.channels.hook.signing import SecretBroken, key_of
from amparo.channels.telegram.adapter import TOKEN as TELEGRAM_TOKEN
from amparo.channels.web_push.signing import contact

RECORDING = "amparo.channels.recording."

_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{24,256}", re.ASCII)
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
    if not set(settings.SMS_COUNTRIES) <= set(SUPPORTED_REGIONS):
        message = "AMPARO_SMS_COUNTRIES must be countries of two capital letters, with commas between."
        found.append(Error(message, id="channels.E019"))
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
    return [*found, *_not_called_safely(), *_unsafe(AMPARO_TWILIO_URL=settings.TWILIO_URL)]


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


@register("channels")
def check_chats(**_kwargs: object) -> list[CheckMessage]:
    """Refuse a channel that nobody knows."""
    unknown = sorted(set(settings.CHANNELS) - set(settings.CHAT_ADAPTERS))
    known = ", ".join(sorted(settings.CHAT_ADAPTERS))
    return [Error(f"AMPARO_CHANNELS may name {known}; not {name!r}.", id="channels.E012") for name in unknown]


@register("channels")
def check_telegram(**_kwargs: object) -> list[CheckMessage]:
    """Refuse a token or a secret that Telegram would not take."""
    found: list[CheckMessage] = []
    if "telegram" not in settings.CHANNELS or not (settings.TELEGRAM_TOKEN or settings.TELEGRAM_SECRET):
        return found
    if TELEGRAM_TOKEN.fullmatch(settings.TELEGRAM_TOKEN) is None:
        found.append(Error("AMPARO_TELEGRAM_TOKEN must be the token from @BotFather.", id="channels.E013"))
    if settings.TELEGRAM_SECRET:
        if _TELEGRAM_SECRET.fullmatch(settings.TELEGRAM_SECRET) is None:
            message = "AMPARO_TELEGRAM_SECRET must be 24 letters or more of A-Z, a-z, 0-9, _ and -."
            found.append(Error(message, hint="`openssl rand -hex 32` makes one.", id="channels.E014"))
        found += _not_called_safely()
    return [*found, *_unsafe(AMPARO_TELEGRAM_URL=settings.TELEGRAM_URL)]


@register("channels")
def check_signal(**_kwargs: object) -> list[CheckMessage]:
    """Refuse a daemon of which only half is set, or that others could read."""
    if "signal" not in settings.CHANNELS or not (settings.SIGNAL_URL or settings.SIGNAL_ACCOUNT):
        return []
    found = _missing(
        "channels.E006",
        AMPARO_SIGNAL_URL=settings.SIGNAL_URL,
        AMPARO_SIGNAL_ACCOUNT=settings.SIGNAL_ACCOUNT,
    )
    if settings.SIGNAL_URL:
        found += _unsafe(AMPARO_SIGNAL_URL=settings.SIGNAL_URL)
    return found


@register("channels")
def check_whatsapp(**_kwargs: object) -> list[CheckMessage]:
    """Refuse an account of which only half is set; warn where it can't do what it is for."""
    whole = {
        "AMPARO_WHATSAPP_PHONE_ID": settings.WHATSAPP_PHONE_ID,
        "AMPARO_WHATSAPP_TOKEN": settings.WHATSAPP_TOKEN,
        "AMPARO_WHATSAPP_APP_SECRET": settings.WHATSAPP_APP_SECRET,
        "AMPARO_WHATSAPP_VERIFY_TOKEN": settings.WHATSAPP_VERIFY_TOKEN,
    }
    if "whatsapp" not in settings.CHANNELS or not any(whole.values()):
        return []
    found = [*_missing("channels.E006", **whole), *_not_called_safely()]
    if settings.WHATSAPP_PHONE_ID and not (
        settings.WHATSAPP_PHONE_ID.isascii() and settings.WHATSAPP_PHONE_ID.isdigit()
    ):
        found.append(Error("AMPARO_WHATSAPP_PHONE_ID is not the number's id.", id="channels.E016"))
    if not settings.WHATSAPP_TEMPLATE:
        message = "Without AMPARO_WHATSAPP_TEMPLATE alerts reach only who wrote within 24 hours."
        found.append(Caution(message, id="channels.W003"))
    return [
        *found,
        *_plain(AMPARO_WHATSAPP_TOKEN=settings.WHATSAPP_TOKEN),
        *_unsafe(AMPARO_WHATSAPP_URL=settings.WHATSAPP_URL),
    ]


@register("channels")
def check_ntfy(**_kwargs: object) -> list[CheckMessage]:
    """Refuse a server of which only half is set, or that others could read."""
    if "ntfy" not in settings.CHANNELS or not (settings.NTFY_URL or settings.NTFY_TOKEN):
        return []
    found = _missing(
        "channels.E006", AMPARO_NTFY_URL=settings.NTFY_URL, AMPARO_NTFY_TOKEN=settings.NTFY_TOKEN
    )
    if settings.NTFY_URL:
        found += _unsafe(AMPARO_NTFY_URL=settings.NTFY_URL)
    return [*found, *_plain(AMPARO_NTFY_TOKEN=settings.NTFY_TOKEN)]


@register("channels")
def check_apprise(**_kwargs: object) -> list[CheckMessage]:
    """Refuse destinations that are none, and a list of hosts that is empty or says anything."""
    if "apprise" not in settings.CHANNELS or not (settings.APPRISE_TARGETS or settings.APPRISE_HOSTS):
        return []
    found: list[CheckMessage] = []
    try:
        count = len(targets())
    except TargetsBroken as error:
        message = f"AMPARO_APPRISE_TARGETS: line {error.fields['line']} is no `name = address`."
        return [Error(message, id="channels.E017")]
    hosts = ",".join(settings.APPRISE_HOSTS)
    found += _missing(
        "channels.E006", AMPARO_APPRISE_TARGETS="some" if count else "", AMPARO_APPRISE_HOSTS=hosts
    )
    if not all(is_host(host) for host in settings.APPRISE_HOSTS):
        found.append(Error("AMPARO_APPRISE_HOSTS must be names of hosts.", id="channels.E018"))
    return found


def _not_called_safely() -> list[CheckMessage]:
    """Warn where a provider that calls us has no https address for it."""
    if settings.GATEWAY_HOOKS_ORIGIN.startswith("https://"):
        return []
    message = (
        "AMPARO_GATEWAY_HOOKS_ORIGIN is not https: the provider brings neither messages nor reports safely."
    )
    return [Caution(message, id="channels.W001")]


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
