"""A passkey in software, as a browser would answer for it: to test what the server accepts."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

COSE: Any = ES256  # it brings no types
ORIGIN = "http://testserver"
PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """One key pair of one account at one host."""

    host: str = "testserver"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: os.urandom(32))
    user: str = ""

    def made(self, options: dict[str, Any]) -> str:
        """Answer a request to make the key."""
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        public = cbor.encode(dict(COSE.from_cryptography_key(self.key.public_key())))
        there = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        said = self._about(PRESENT | VERIFIED | NEW) + there
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": said})
        return self._answer(
            {
                "clientDataJSON": _text(self._client("webauthn.create", asked["challenge"])),
                "attestationObject": _text(attested),
            },
            {"credProps": {"rk": True}},
        )

    def used(self, options: dict[str, Any]) -> str:
        """Answer a request to prove that the key is here."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        said = self._about(PRESENT | VERIFIED)
        signed = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": _text(client),
                "authenticatorData": _text(said),
                "signature": _text(signed),
                "userHandle": self.user,
            },
            {},
        )

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, 0)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": ORIGIN, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str], extensions: dict[str, Any]) -> str:
        return json.dumps(
            {
                "type": "public-key",
                "id": _text(self.id),
                "rawId": _text(self.id),
                "response": response,
                "clientExtensionResults": extensions,
            }
        )
