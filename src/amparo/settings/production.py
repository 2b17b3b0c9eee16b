"""A real network. Only tightens `base`, and takes no default for a secret or an address."""

from amparo.settings import env
from amparo.settings.base import *  # noqa: F403
from amparo.settings.base import DRILL_ORIGIN, SILENCED_SYSTEM_CHECKS

CAP_STATUS = "Actual"
PUBLIC_ORIGIN = env.origin("AMPARO_PUBLIC_ORIGIN", "")
_is_tls = PUBLIC_ORIGIN.startswith("https://")
SESSION_COOKIE_SECURE = _is_tls
CSRF_COOKIE_SECURE = _is_tls
SECURE_HSTS_SECONDS = 31536000 if _is_tls else 0
CSRF_TRUSTED_ORIGINS = [each for each in (PUBLIC_ORIGIN, DRILL_ORIGIN) if each]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    *SILENCED_SYSTEM_CHECKS,
    "security.W002",  # our own middleware sends X-Frame-Options, beside the policy's frame-ancestors
    "security.W005",  # whether every subdomain has TLS is for the owner of the domain to say
    "security.W008",  # the proxy that ends TLS redirects; the gateway's and the health check's calls are plain
    "security.W021",  # the browsers' preload list can't be left again in time
]
