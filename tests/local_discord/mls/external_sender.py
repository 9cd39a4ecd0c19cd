"""The external sender: the delivery service's own key, which members accept proposals from."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .key_package import BASIC_CREDENTIAL
from .wire import Reader, vector


@dataclass(frozen=True, slots=True)
class ExternalSenderPackage:
    """The payload of op 25 (RFC 9420 section 12.1.8.1)."""

    signature_key: bytes
    """An uncompressed point: 65 bytes."""
    identity: bytes

    @classmethod
    def parse(cls, data: bytes) -> ExternalSenderPackage:
        """Raises Garbled."""
        reader = Reader(data)
        key = reader.vector()
        reader.expect(2, BASIC_CREDENTIAL, "The credential's type")
        identity = reader.vector()
        reader.end()
        return cls(key, identity)

    def __bytes__(self) -> bytes:
        return vector(self.signature_key) + BASIC_CREDENTIAL.to_bytes(2, "big") + vector(self.identity)


class ExternalSender:
    """A P-256 key pair, made from `secret` so that the same secret gives the same key."""

    def __init__(self, secret: int, identity: bytes = bytes(8)) -> None:
        """`secret`: 1 to 2²⁵⁵; anything but zero is below the order of the curve."""
        self._key = ec.derive_private_key(secret, ec.SECP256R1())
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.package = ExternalSenderPackage(point, identity)

    def sign(self, label: str, content: bytes) -> bytes:
        """SignWithLabel (RFC 9420 section 5.1.2): ECDSA with SHA-256, DER."""
        signed = vector(f"MLS 1.0 {label}".encode()) + vector(content)
        return self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
