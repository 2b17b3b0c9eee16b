"""What sign-in pages need to know about passkeys."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from amparo.network.adapters import passkeys_for

register = template.Library()


@register.simple_tag
def passkey_origin() -> str:
    """Return the one origin whose pages may use passkeys; empty where none can be made."""
    party = passkeys_for()
    return party.origin if party else ""


@register.filter
def as_json(value: object) -> str:
    """Return JSON for an attribute, which the template escapes like any text."""
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":"))
