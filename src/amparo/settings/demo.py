"""The demonstration: an invented network, on loopback only, with one-click sign-in and a recording adapter."""

from amparo.settings import databases
from amparo.settings.base import *  # noqa: F403
from amparo.settings.base import DATA, INSTALLED_APPS

IS_DEMO = True
# Never a server's database: what is invented is made anew over what was there.
DATABASES = {"default": databases.chosen("", file=DATA / "amparo.sqlite3")}
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
BROKER_URL = ""
ON_CALL = ()
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
INSTALLED_APPS = ["amparo.demo", *INSTALLED_APPS]
ROOT_URLCONF = "amparo.demo.urls"
CHANNEL_ADAPTERS = {
    "email": "amparo.channels.recording.RecordingAdapter",
    "sms": "amparo.channels.recording.RecordingSMSAdapter",
    "web_push": "amparo.channels.recording.RecordingPushAdapter",
    "telegram": "amparo.channels.recording.RecordingTelegramAdapter",
    "signal": "amparo.channels.recording.RecordingSignalAdapter",
}
MAY_RECORD_MESSAGES = True
PARTNERS_MAY_BE_HERE = True
# The weekend's many receipts are made at one start; all of them are invented.
RECEIPT_MEMORY_BYTES = 256 * 1024
# Where the invented network is: the outbox shows its times so. Others are said in the network's own zone anyway.
TIME_ZONE = "America/Los_Angeles"
# A number of the range kept for stories.
SMS_NUMBER = "+1 213 555 0100"
PUBLIC_CHATS = {"telegram": "@red_de_prueba_bot", "signal": "+1 213 555 0100"}
