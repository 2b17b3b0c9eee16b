"""Sessions in the database, of which the database alone gives nobody one.

Django's own store keeps each session under the very key that the cookie holds, with contents that are signed but
readable. Here the row is found by the key's hash, the contents are encrypted under a key made from the cookie's and
the installation's secrets, and times are coarse: the row says the hour of its expiry and the day of the last visit.
"""

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from typing_extensions import override

from amparo.core import clock, ids
from amparo.network.models import Session

SIGNED_IN = "signed_in"


class SessionStore(SessionBase):
    """One session, as Django's middleware and authentication use it."""

    @override
    def load(self) -> dict[str, Any]:
        """Return the contents, or nothing where the session ended; note the day, at most once a day."""
        now = clock.now()
        row = Session.objects.filter(key_hash=hash_of(self.session_key), expires_at__gt=now).first()
        contents = _open(self.session_key, bytes(row.data)) if row else None
        if row is None or contents is None:
            self._session_key = None
            return {}
        if row.member_id is not None and row.last_seen_on != now.date():
            Session.objects.filter(pk=row.pk).update(last_seen_on=now.date())
        return contents

    @override
    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_hash=hash_of(session_key)).exists()

    @override
    def create(self) -> None:
        """Store a new session under a new key; those that expired go.

        A key that another has is as likely as a guess of one; then the visitor's next request makes another.
        """
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined] # left out of the stubs
        self.save(must_create=True)
        self.modified = True
        self.clear_expired()

    @override
    def save(self, must_create: bool = False) -> None:
        """Store the contents.

        Raises:
            CreateError: another session has this key.
            UpdateError: the session was ended meanwhile; it does not come back.
        """
        if self.session_key is None:
            self.create()
            return
        contents = self._get_session(no_load=must_create)  # type: ignore[attr-defined] # left out of the stubs
        kept = {
            "data": _seal(self.session_key, contents),
            "expires_at": clock.floor_to(self.get_expiry_date() + clock.HOUR, clock.HOUR),
            **_signed_in(contents),
        }
        found = Session.objects.filter(key_hash=hash_of(self.session_key))
        if not must_create:
            if not found.update(**kept):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                Session.objects.create(
                    id=ids.new_anonymous_id(),
                    key_hash=hash_of(self.session_key),
                    last_seen_on=kept["signed_in_on"],
                    **kept,
                )
        except IntegrityError as error:
            raise CreateError from error

    @override
    def delete(self, session_key: str | None = None) -> None:
        Session.objects.filter(key_hash=hash_of(session_key or self.session_key)).delete()

    @override
    def cycle_key(self) -> None:
        """Take a new key for the same visit; the device keeps the name that the member gave it."""
        row = Session.objects.filter(key_hash=hash_of(self.session_key)).first()
        super().cycle_key()
        if row is not None and row.label:
            Session.objects.filter(key_hash=hash_of(self.session_key)).update(label=row.label)

    @classmethod
    @override
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lt=clock.now()).delete()


def hash_of(session_key: str | None) -> str:
    """Return the hash under which a session is stored; 160 random bits need no slow one."""
    return hashlib.sha256((session_key or "").encode("utf-8", "replace")).hexdigest()


def is_this(session_key: str | None, key_hash: str) -> bool:
    """Tell whether a stored session is the one with this key."""
    return constant_time_compare(hash_of(session_key), key_hash)


def _signed_in(contents: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that say who is signed in, how and since which day."""
    signed_in = contents.get(SIGNED_IN) or {}
    if SESSION_KEY not in contents:
        return {"member_id": None, "how": "", "signed_in_on": None}
    on = signed_in.get("on")
    return {
        "member_id": UUID(contents[SESSION_KEY]),
        "how": signed_in.get("how", ""),
        "signed_in_on": date.fromisoformat(on) if on else None,
    }


def _seal(session_key: str, contents: dict[str, Any]) -> bytes:
    return bytes(_box(session_key).encrypt(json.dumps(contents, separators=(",", ":")).encode()))


def _open(session_key: str | None, sealed: bytes) -> dict[str, Any] | None:
    """Return the contents, or None where they were sealed by another secret or changed."""
    try:
        opened: dict[str, Any] = json.loads(_box(session_key or "").decrypt(sealed))
    except CryptoError:
        return None
    return opened


def _box(session_key: str) -> SecretBox:
    secret = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=64, person=b"session secret").digest()
    return SecretBox(
        hashlib.blake2b(
            session_key.encode("utf-8", "replace"),
            key=secret,
            digest_size=SecretBox.KEY_SIZE,
            person=b"session data",
        ).digest()
    )
