"""Settings of the automatic tests: cheap hashing, a database file of this process alone, nothing else loosened."""

import os
import tempfile
from pathlib import Path

_scratch = Path(tempfile.gettempdir()) / f"amparo-test-{os.getuid()}-{os.getpid()}"
_scratch.mkdir(mode=0o700, exist_ok=True)
os.environ["AMPARO_DATA"] = str(_scratch)
os.environ.setdefault("AMPARO_SECRET_KEY", "only-for-tests")
# `./amparo test --database postgresql` starts a server and hands its address over.
os.environ.pop("AMPARO_BROKER_URL", None)
os.environ.pop("AMPARO_BROKER_URL_FILE", None)
os.environ["AMPARO_DATABASE_URL"] = os.environ.get("AMPARO_TEST_DATABASE_URL", "")

from amparo.settings.base import *  # noqa: E402, F403 — the environment must be set before base reads it
from amparo.settings.base import DATABASES, MIDDLEWARE  # noqa: E402

IS_DEMO = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
if os.environ["AMPARO_DATABASE_URL"]:
    DATABASES["default"]["TEST"] = {"NAME": f"amparo_test_{os.getpid()}"}
else:
    DATABASES["default"]["TEST"] = {"NAME": _scratch / "test.sqlite3"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
RECEIPT_PASSES = 1
RECEIPT_MEMORY_BYTES = 8 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
CHANNEL_ADAPTERS = {
    "email": "amparo.channels.recording.RecordingAdapter",
    "sms": "amparo.channels.recording.RecordingSMSAdapter",
    "web_push": "amparo.channels.recording.RecordingPushAdapter",
}
MAY_RECORD_MESSAGES = True
PARTNERS_MAY_BE_HERE = True
ON_CALL = ()
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Tests send many reports from one address; those of the proof of work set their own limits.
FREE_REPORTS_PER_NETWORK = 0
FREE_REPORTS_IN_ALL = 0
FREE_REPORTS_PER_WORDING = 0
