"""The settings of channels that an installation adds: chat, push services of others, and the long tail."""

from amparo.settings import env

# Which of telegram, signal, whatsapp, ntfy and apprise are set up here. Every process knows; the tokens do not leave
# the gateway. A coordinator turns each on, on the page "Channels".
CHANNELS = env.names("AMPARO_CHANNELS", ())
# Where people write to us, as the pages show it; empty: they show nothing.
PUBLIC_CHATS = {
    "telegram": env.text("AMPARO_PUBLIC_TELEGRAM", ""),
    "signal": env.text("AMPARO_PUBLIC_SIGNAL", ""),
    "whatsapp": env.text("AMPARO_PUBLIC_WHATSAPP", ""),
    "ntfy": env.text("AMPARO_PUBLIC_NTFY", ""),
}
CHAT_TIMEOUT = env.seconds("AMPARO_GATEWAY_CHAT_TIMEOUT_S", 10)

TELEGRAM_URL = env.text("AMPARO_TELEGRAM_URL", "https://api.telegram.org")
TELEGRAM_TOKEN = env.secret("AMPARO_TELEGRAM_TOKEN", "")
# With a secret Telegram calls us; without one the gateway asks, over and over.
TELEGRAM_SECRET = env.secret("AMPARO_TELEGRAM_SECRET", "")
TELEGRAM_POLL = env.seconds("AMPARO_TELEGRAM_POLL_S", 25)

SIGNAL_URL = env.text("AMPARO_SIGNAL_URL", "")
SIGNAL_ACCOUNT = env.text("AMPARO_SIGNAL_ACCOUNT", "")

WHATSAPP_URL = env.text("AMPARO_WHATSAPP_URL", "https://graph.facebook.com/v23.0")
WHATSAPP_PHONE_ID = env.text("AMPARO_WHATSAPP_PHONE_ID", "")
WHATSAPP_TOKEN = env.secret("AMPARO_WHATSAPP_TOKEN", "")
WHATSAPP_APP_SECRET = env.secret("AMPARO_WHATSAPP_APP_SECRET", "")
WHATSAPP_VERIFY_TOKEN = env.secret("AMPARO_WHATSAPP_VERIFY_TOKEN", "")
WHATSAPP_TEMPLATE = env.text("AMPARO_WHATSAPP_TEMPLATE", "")
WHATSAPP_TEMPLATE_LANGUAGES = env.names("AMPARO_WHATSAPP_TEMPLATE_LANGUAGES", ("en", "es"))

NTFY_URL = env.text("AMPARO_NTFY_URL", "")
NTFY_TOKEN = env.secret("AMPARO_NTFY_TOKEN", "")
NTFY_BY_FIREBASE = env.flag("AMPARO_NTFY_BY_FIREBASE", default=False)

APPRISE_TARGETS = env.secret("AMPARO_APPRISE_TARGETS", "")
APPRISE_HOSTS = tuple(host.lower() for host in env.names("AMPARO_APPRISE_HOSTS", ()))

CHAT_ADAPTERS = {
    "telegram": "amparo.channels.telegram.adapter.TelegramAdapter",
    "signal": "amparo.channels.signal.adapter.SignalAdapter",
    "whatsapp": "amparo.channels.whatsapp.adapter.WhatsAppAdapter",
    "ntfy": "amparo.channels.ntfy.adapter.NtfyAdapter",
    "apprise": "amparo.channels.apprise.adapter.AppriseAdapter",
}
