"""What every installation shares. `production` only tightens it; `demo` and `test` say what they loosen."""

import socket
from datetime import timedelta
from pathlib import Path

from amparo.settings import brokers, chat, databases, env
from amparo.settings.chat import *  # noqa: F403

ROOT = Path(__file__).resolve().parents[3]
DATA = env.folder("AMPARO_DATA", ROOT / "var" / "network")

# What kind of installation this is. Screens, messages and CAP's status read it.
IS_DEMO = False
# What CAP messages and feeds call what is sent; only `production` sends real warnings.
CAP_STATUS = "Test"
PUBLIC_ORIGIN = env.origin("AMPARO_PUBLIC_ORIGIN", "http://127.0.0.1:8000")
# Where drills are at home, if on a host of their own; empty: on the same one.
_own_host = env.text("AMPARO_DRILL_ORIGIN", "")
DRILL_ORIGIN = env.origin("AMPARO_DRILL_ORIGIN", PUBLIC_ORIGIN) if _own_host else ""
SOURCE_ADDRESS = env.text("AMPARO_SOURCE_ADDRESS", "")

DEBUG = False
SECRET_KEY = env.secret("AMPARO_SECRET_KEY")
ALLOWED_HOSTS = list(env.names("AMPARO_ALLOWED_HOSTS", ("127.0.0.1", "localhost")))

INSTALLED_APPS = [
    "amparo.web",
    "amparo.alerts",
    "amparo.incidents",
    "amparo.reports",
    "amparo.vault",
    "amparo.network",
    "amparo.channels",
    "amparo.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "template_partials",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "amparo.web.middleware.privacy.strip_the_client",
    "amparo.web.middleware.headers.protect_the_visitor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "amparo.web.middleware.language.choose_the_language",
    "amparo.web.middleware.programs.answer_programs",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "amparo.web.middleware.methods.explain_a_wrong_method",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "amparo.web.urls"
WSGI_APPLICATION = "amparo.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "amparo.web.context.page_frame",
            ],
        },
    }
]

# A PostgreSQL server where an address names one, else a file of the installation's own.
DATABASES = {"default": databases.chosen(env.secret("AMPARO_DATABASE_URL", ""), file=DATA / "amparo.sqlite3")}
# A broker that carries the ids of jobs to workers on many machines; empty: workers look into the database.
BROKER_URL = brokers.chosen(env.secret("AMPARO_BROKER_URL", ""), database=DATABASES["default"])
# How many jobs one worker or gateway does at a time where a broker brings them.
JOB_THREADS = env.integer("AMPARO_JOB_THREADS", 2)
# What this machine is called among others, for whoever looks after them.
MACHINE = env.text("AMPARO_MACHINE", socket.gethostname())[:64]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In memory only: allauth's rate limits key on the (pseudonymous) client address, which is never stored.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "network.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "amparo.network.adapters.MemberAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Whether pages without TLS on this very machine may use passkeys. The forms check the exact origin in any case.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_FORMS = {
    "add_webauthn": "amparo.network.forms.passkeys.MakePasskeyForm",
    "edit_webauthn": "amparo.network.forms.passkeys.NamePasskeyForm",
    "login_webauthn": "amparo.network.forms.passkeys.SignInForm",
    "authenticate_webauthn": "amparo.network.forms.passkeys.SecondFactorForm",
    "reauthenticate_webauthn": "amparo.network.forms.passkeys.SameMemberForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_ADAPTER = "amparo.network.adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Amparo"

SESSION_ENGINE = "amparo.network.services.session_store"
SESSION_COOKIE_AGE = int(timedelta(hours=14).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # until the browser closes: the page "How we protect you" promises it
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "amparo.web.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        # A video that was chosen for a report is looked at in the browser; recordings of alerts are our own.
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["amparo", "default"],
    }
}

# The WSGI name of the header in which a trusted reverse proxy hands over the client's address, for the pseudonym that
# rate limits count with; empty where clients reach this process directly. Read at the edge, stored nowhere.
CLIENT_ADDRESS_HEADER = env.text("AMPARO_CLIENT_ADDRESS_HEADER", "")

# Django's own handlers would spill files in clear to the disk: ours seals them on their way, where a view takes any.
FILE_UPLOAD_HANDLERS = ["amparo.vault.forms.uploads.SealingHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
# The board takes up to 200 chosen incidents in one press.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 250

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
# The languages in which the interface itself is complete; alerts come in every language the network enables.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [ROOT / "src" / "amparo" / "web" / "locale"]
# A key that tells for 24 hours which reports one browser sent; given with the first. The name tells a finder little.
REPORT_COOKIE_NAME = "form"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Ready-made files (feeds, CAP messages) that any web server may serve.
PUBLIC_FILES = DATA / "public"

# The gateway alone holds private keys and providers' settings; `web` knows the public key's file.
GATEWAY_PUBLIC_KEY_FILE = env.folder("AMPARO_GATEWAY_PUBLIC_KEY_FILE", DATA / "gateway.pub")
# What browsers subscribe to pushes with, which services we push to (`host` also means what lies below it, `host:port`
# that port too), and whom those may write to about us: `mailto:` or `https:`; empty: our public address.
PUSH_PUBLIC_KEY_FILE = env.folder("AMPARO_PUSH_PUBLIC_KEY_FILE", DATA / "push.pub")
PUSH_HOSTS = env.names(
    "AMPARO_PUSH_HOSTS",
    (
        "fcm.googleapis.com",
        "jmt17.google.com",
        "push.services.mozilla.com",
        "push.apple.com",
        "notify.windows.com",
    ),
)
PUSH_CONTACT = env.text("AMPARO_PUSH_CONTACT", "")
PUSH_TIMEOUT = env.seconds("AMPARO_PUSH_TIMEOUT_S", 10)
# What everybody may know of the keys with which alerts are signed; their private halves are the worker's alone.
SIGNING_PUBLIC_FILE = env.folder("AMPARO_SIGNING_PUBLIC_FILE", DATA / "signing.pub")
# What reports that wait on phones are sealed to; `web` alone opens them.
INTAKE_KEY_FILE = env.folder("AMPARO_INTAKE_KEY_FILE", DATA / "keys" / "intake.key")
# Under which name the pages install as an app; empty: the network's. A neutral one tells a finder of the phone less.
APP_NAME = env.text("AMPARO_APP_NAME", "")
# Where "Leave this page" leads: a page that anybody may have looked at.
QUICK_EXIT_ADDRESS = env.web_address("AMPARO_QUICK_EXIT_ADDRESS", "https://www.weather.gov/")
# Per channel kind: the dotted path of the adapter that carries messages over the transport's edge.
CHANNEL_ADAPTERS = {
    "email": "amparo.channels.email.adapter.SMTPAdapter",
    "web_push": "amparo.channels.web_push.adapter.WebPushAdapter",
}
# Only where all people are invented may messages be recorded instead of sent (channels/recording.py).
MAY_RECORD_MESSAGES = False
# After how long without any act a claim on the board comes back to the queue; 0: never.
CLAIM_RETURNS_AFTER = env.seconds("AMPARO_CLAIM_RETURNS_AFTER_S", 30 * 60)
# How long a gateway that died keeps its batch from the others; a slow provider's answers renew it.
GATEWAY_LEASE = env.seconds("AMPARO_GATEWAY_LEASE_S", 60)
# Who is told when something stops working: mail addresses and apprise addresses, with blanks between. The gateway's.
ON_CALL = tuple(env.secret("AMPARO_ON_CALL", "").split())
# How many sessions one gateway opens to the mail server when many messages wait.
GATEWAY_CONNECTIONS = env.integer("AMPARO_GATEWAY_CONNECTIONS", 2)
# Hosts that the gateway may connect to beside those of its other settings; `*.example.org`: all below it.
GATEWAY_HOSTS = env.names("AMPARO_GATEWAY_HOSTS", ())
# How many messages may be on their way at once to a provider that is reached by HTTP.
GATEWAY_IN_FLIGHT = env.integer("AMPARO_GATEWAY_IN_FLIGHT", 64)
# How many messages a second one gateway hands to the provider of a kind; none: as many as it takes.
GATEWAY_RATES = {
    "email": env.integer("AMPARO_EMAIL_RATE", 0),
    "sms": env.integer("AMPARO_SMS_RATE", 0),
    "hook": env.integer("AMPARO_HOOK_RATE", 0),
    "web_push": env.integer("AMPARO_WEB_PUSH_RATE", 0),
    "telegram": env.integer("AMPARO_TELEGRAM_RATE", 0),
    "signal": env.integer("AMPARO_SIGNAL_RATE", 0),
    "whatsapp": env.integer("AMPARO_WHATSAPP_RATE", 0),
    "ntfy": env.integer("AMPARO_NTFY_RATE", 0),
    "apprise": env.integer("AMPARO_APPRISE_RATE", 0),
}
# How long a provider is down before people who have another channel are reached by that.
GATEWAY_FAILOVER_AFTER = env.seconds("AMPARO_GATEWAY_FAILOVER_AFTER_S", 120)
# The supervisor hands these variables to the gateway alone; every other process sees the defaults.
SMTP_HOST = env.text("AMPARO_SMTP_HOST", "")
SMTP_PORT = env.integer("AMPARO_SMTP_PORT", 587)
SMTP_SECURITY = env.text("AMPARO_SMTP_SECURITY", "starttls")
SMTP_USER = env.text("AMPARO_SMTP_USER", "")
SMTP_PASSWORD = env.secret("AMPARO_SMTP_PASSWORD", "")
SMTP_FROM_ADDRESS = env.text("AMPARO_SMTP_FROM_ADDRESS", "")
SMTP_FROM_NAME = env.text("AMPARO_SMTP_FROM_NAME", "")
SMTP_TIMEOUT = env.seconds("AMPARO_SMTP_TIMEOUT_S", 10)
IMAP_HOST = env.text("AMPARO_IMAP_HOST", "")
IMAP_PORT = env.integer("AMPARO_IMAP_PORT", 993)
IMAP_SECURITY = env.text("AMPARO_IMAP_SECURITY", "tls")
IMAP_USER = env.text("AMPARO_IMAP_USER", "")
IMAP_PASSWORD = env.secret("AMPARO_IMAP_PASSWORD", "")
IMAP_FOLDER = env.text("AMPARO_IMAP_FOLDER", "INBOX")
IMAP_PAUSE = env.seconds("AMPARO_IMAP_PAUSE_S", 30)

# Which provider carries SMS (`kannel`, `twilio`, empty: none), and where numbers without a country code are at home.
SMS_PROVIDER = env.text("AMPARO_SMS_PROVIDER", "")
# The number that the pages show to people; empty: they show none.
SMS_NUMBER = env.text("AMPARO_SMS_NUMBER", "")
SMS_REGION = env.text("AMPARO_SMS_REGION", "US")
# To which countries SMS may leave; others cost many times as much, and are a known way to drain an account.
SMS_COUNTRIES = env.names("AMPARO_SMS_COUNTRIES", (SMS_REGION,))
SMS_TIMEOUT = env.seconds("AMPARO_SMS_TIMEOUT_S", 10)
SMS_MOST_PARTS = env.integer("AMPARO_SMS_MOST_PARTS", 6)
KANNEL_URL = env.text("AMPARO_KANNEL_URL", "http://127.0.0.1:13013/cgi-bin/sendsms")
KANNEL_USER = env.text("AMPARO_KANNEL_USER", "amparo")
KANNEL_PASSWORD = env.secret("AMPARO_KANNEL_PASSWORD", "")
KANNEL_FROM = env.text("AMPARO_KANNEL_FROM", "")
KANNEL_SECRET = env.secret("AMPARO_KANNEL_SECRET", "")
TWILIO_URL = env.text("AMPARO_TWILIO_URL", "https://api.twilio.com")
TWILIO_ACCOUNT = env.text("AMPARO_TWILIO_ACCOUNT", "")
TWILIO_TOKEN = env.secret("AMPARO_TWILIO_TOKEN", "")
TWILIO_FROM = env.text("AMPARO_TWILIO_FROM", "")
# A partner's system that takes and hands over messages by signed webhooks; the first secret signs, all are believed.
HOOK_URL = env.text("AMPARO_HOOK_URL", "")
HOOK_SECRETS = tuple(env.secret("AMPARO_HOOK_SECRETS", "").replace(",", " ").split())
HOOK_TIMEOUT = env.seconds("AMPARO_HOOK_TIMEOUT_S", 10)
# Where the gateway listens for providers. Off unless one is set. Twilio signs the address under which it calls us.
GATEWAY_HOOKS_ADDRESS = env.text("AMPARO_GATEWAY_HOOKS_ADDRESS", "127.0.0.1")
GATEWAY_HOOKS_PORT = env.integer("AMPARO_GATEWAY_HOOKS_PORT", 8010)
GATEWAY_HOOKS_ORIGIN = env.origin("AMPARO_GATEWAY_HOOKS_ORIGIN", PUBLIC_ORIGIN)
# Partner networks: how often their indexes are asked for, how long one answer may take, and the only hosts the gateway
# goes to for them (empty: those of the partners that two coordinators let in).
PARTNER_POLL = env.seconds("AMPARO_PARTNER_POLL_S", 60)
PARTNER_TIMEOUT = env.seconds("AMPARO_PARTNER_TIMEOUT_S", 5)
PARTNER_HOSTS = frozenset(env.names("AMPARO_GATEWAY_PARTNER_HOSTS", ()))
# Whether a partner may be on this very machine: tests and demonstrations.
PARTNERS_MAY_BE_HERE = False
# The address by which Kannel, on the same machine, reaches the gateway for delivery reports.
KANNEL_HOOKS_ORIGIN = env.origin("AMPARO_KANNEL_HOOKS_ORIGIN", f"http://127.0.0.1:{GATEWAY_HOOKS_PORT}")

if SMS_PROVIDER in {"kannel", "twilio"}:
    CHANNEL_ADAPTERS["sms"] = (
        "amparo.channels.sms.kannel.KannelAdapter"
        if SMS_PROVIDER == "kannel"
        else "amparo.channels.sms.twilio.TwilioAdapter"
    )
CHANNEL_ADAPTERS |= {kind: path for kind, path in chat.CHAT_ADAPTERS.items() if kind in chat.CHANNELS}
if HOOK_URL:
    CHANNEL_ADAPTERS["hook"] = "amparo.channels.hook.adapter.HookAdapter"

# Photos and videos: to whom originals are sealed, where they lie, and how much is taken.
VAULT_RECIPIENT_FILE = env.folder("AMPARO_VAULT_RECIPIENT_FILE", DATA / "vault.pub")
VAULT_FOLDER = DATA / "vault"
PHOTO_MAX_BYTES = env.integer("AMPARO_PHOTO_MAX_MB", 25) * 1024 * 1024
VIDEO_MAX_BYTES = env.integer("AMPARO_VIDEO_MAX_MB", 200) * 1024 * 1024
VIDEO_MAX_S = env.integer("AMPARO_VIDEO_MAX_S", 180)
MEDIA_PER_REPORT = env.integer("AMPARO_MEDIA_PER_REPORT", 6)
# What may wait, sealed, for reports that were not sent yet; beyond it uploads are refused, reports are not.
MEDIA_WAITING_MAX_BYTES = env.integer("AMPARO_MEDIA_WAITING_MAX_MB", 4096) * 1024 * 1024
# Pictures are refused while less of the disk is free: what is left is for the database, so that words are still taken.
LEAST_FREE_DISK_BYTES = env.integer("AMPARO_LEAST_FREE_DISK_MB", 1024) * 1024 * 1024
# Limits of the child that reads one file: it holds the whole file in memory, and the picture that it decodes.
MEDIA_CHILD_MEMORY_BYTES = env.integer("AMPARO_MEDIA_CHILD_MEMORY_MB", 1024) * 1024 * 1024
MEDIA_CHILD_CPU_S = env.integer("AMPARO_MEDIA_CHILD_CPU_S", 45)

GAZETTEER = env.text("AMPARO_GAZETTEER", "los-angeles")
# The operator's own street extract (`./amparo streets import`): a file of its own beside any database.
STREETS_FILE = DATA / "streets.sqlite3"
# Reports within ten minutes, counted by each web process, above which a proof of work is asked; 0: never.
FREE_REPORTS_PER_NETWORK = env.integer("AMPARO_FREE_REPORTS_PER_NETWORK", 10)
FREE_REPORTS_IN_ALL = env.integer("AMPARO_FREE_REPORTS_IN_ALL", 300)
FREE_REPORTS_PER_WORDING = env.integer("AMPARO_FREE_REPORTS_PER_WORDING", 20)
# What one guess at a receipt costs (Argon2id), and the key without which nobody can begin to guess.
RECEIPT_PASSES = 2
RECEIPT_MEMORY_BYTES = 19 * 1024 * 1024
RECEIPT_KEY_FILE = env.folder("AMPARO_RECEIPT_KEY_FILE", DATA / "keys" / "receipts.key")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"private": {"()": "amparo.core.privacy.logs.PrivateFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "private"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "amparo": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # What a visitor got wrong is answered, not logged: a refused form or a missing page is no news to an operator.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS = ["account.W001"]
