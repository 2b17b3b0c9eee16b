"""What must be true of the settings before anything may be sent."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

RECORDING = "amparo.channels.recording."


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
