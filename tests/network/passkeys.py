"""A passkey in software: makes and shows itself as a browser would, and lies where a test asks it to."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN = "http://localhost:8000"
HOST = "localhost"
_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40
_NO_MODEL = b"\0" * 16


@dataclass
class SoftPasskey:
    """One passkey of one person.

    Attributes:
        origin: of the page that the browser says it stands on.
        host: whose hash the device signs.
        flags: present and verified.
        counter: what the device says next; 0 for passkeys that travel between devices.
        extra: what a test changes in the client's data.
    """

    origin: str = ORIGIN
    host: str = HOST
    flags: int = _PRESENT | _VERIFIED
    counter: int = 0
    extra: dict[str, Any] = field(default_factory=dict)
    handle: str = ""
    key_id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """Return the answer to `navigator.credentials.create`."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call] # theirs
        credential = AttestedCredentialData.create(_NO_MODEL, self.key_id, public)
        data = AuthenticatorData.create(
            self._host(), AuthenticatorData.FLAG(self.flags | _WITH_KEY), self.counter, credential
        )
        client = self._client("webauthn.create", asked["challenge"])
        response = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            "transports": ["internal"],
        }
        return self._answer(response, {"credProps": {"rk": True}})

    def show(self, options: dict[str, Any], **lies: str) -> str:
        """Return the answer to `navigator.credentials.get`."""
        data = self._host() + struct.pack(">BI", self.flags, self.counter)
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.handle,
        }
        return self._answer({**response, **lies}, {})

    def tampered(self, answer: str, **changes: object) -> str:
        """Return an answer whose client's data was changed after the device signed it."""
        whole: dict[str, Any] = json.loads(answer)
        client = json.loads(websafe_decode(whole["response"]["clientDataJSON"]))
        whole["response"]["clientDataJSON"] = websafe_encode(json.dumps({**client, **changes}).encode())
        return json.dumps(whole)

    def _host(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {
            "type": kind,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": False,
            **self.extra,
        }
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        key_id = websafe_encode(self.key_id)
        return json.dumps(
            {
                "id": key_id,
                "rawId": key_id,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extensions,
                "authenticatorAttachment": "platform",
            }
        )
