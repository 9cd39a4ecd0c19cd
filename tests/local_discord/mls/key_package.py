"""Leaf nodes and key packages: who somebody is in the group, and how they are added to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .wire import SUITE, VERSION, Garbled, Reader, vector

BASIC_CREDENTIAL = 1
SOURCE_KEY_PACKAGE = 1
SOURCE_UPDATE = 2
SOURCE_COMMIT = 3
_CAPABILITIES = 5
"""Versions, ciphersuites, extensions, proposals, credentials: a vector each."""


@dataclass(frozen=True, slots=True)
class LeafNode:
    """RFC 9420 section 7.2. `rest` of the source: the lifetime's 16 bytes, or the parent hash."""

    encryption_key: bytes
    signature_key: bytes
    identity: bytes
    capabilities: tuple[bytes, ...]
    source: int
    of_source: bytes
    extensions: bytes
    signature: bytes

    @classmethod
    def read(cls, reader: Reader) -> LeafNode:
        """A leaf node has no length: its end is found by reading it. Raises Garbled."""
        encryption_key, signature_key = reader.vector(), reader.vector()
        reader.expect(2, BASIC_CREDENTIAL, "The credential's type")
        identity = reader.vector()
        capabilities = tuple(reader.vector() for _ in range(_CAPABILITIES))
        source = reader.number(1)
        if source == SOURCE_KEY_PACKAGE:
            of_source = reader.take(16)
        elif source == SOURCE_COMMIT:
            of_source = reader.vector()
        elif source == SOURCE_UPDATE:
            of_source = b""
        else:
            raise Garbled(f"A leaf node's source is {source}, which is none of 1, 2 and 3.")
        return cls(
            encryption_key, signature_key, identity, capabilities, source, of_source,
            extensions=reader.vector(), signature=reader.vector(),
        )  # fmt: skip

    @property
    def user(self) -> int:
        """The Discord user whose identity it is: 8 bytes, big-endian. Raises Garbled."""
        if len(self.identity) != 8:
            raise Garbled(f"An identity of {len(self.identity)} bytes is no user id of 8.")
        return int.from_bytes(self.identity, "big")

    def __bytes__(self) -> bytes:
        of_source = vector(self.of_source) if self.source == SOURCE_COMMIT else self.of_source
        return b"".join(
            (
                vector(self.encryption_key),
                vector(self.signature_key),
                BASIC_CREDENTIAL.to_bytes(2, "big"),
                vector(self.identity),
                *map(vector, self.capabilities),
                bytes((self.source,)),
                of_source,
                vector(self.extensions),
                vector(self.signature),
            )
        )


@dataclass(frozen=True, slots=True)
class KeyPackage:
    """RFC 9420 section 10, bare: without the MLSMessage around it, as op 26 carries it."""

    init_key: bytes
    leaf: LeafNode
    extensions: bytes
    signature: bytes

    @classmethod
    def parse(cls, data: bytes) -> KeyPackage:
        """Raises Garbled."""
        reader = Reader(data)
        package = cls.read(reader)
        reader.end()
        return package

    @classmethod
    def read(cls, reader: Reader) -> KeyPackage:
        """The key package at the reader's place. Raises Garbled."""
        reader.expect(2, VERSION, "The version")
        reader.expect(2, SUITE, "The ciphersuite")
        init_key = reader.vector()
        return cls(init_key, LeafNode.read(reader), reader.vector(), reader.vector())

    @property
    def reference(self) -> bytes:
        """The KeyPackageRef by which a welcome names its receiver (RFC 9420 section 5.2)."""
        return reference("KeyPackage", bytes(self))

    def __bytes__(self) -> bytes:
        head = VERSION.to_bytes(2, "big") + SUITE.to_bytes(2, "big")
        return (
            head + vector(self.init_key) + bytes(self.leaf) + vector(self.extensions) + vector(self.signature)
        )


def reference(kind: str, data: bytes) -> bytes:
    """RefHash of RFC 9420 section 5.2; `kind` is KeyPackage or Proposal."""
    return hashlib.sha256(vector(f"MLS 1.0 {kind} Reference".encode()) + vector(data)).digest()
