"""A member's commit: what the delivery service has to know of it, and where it ends."""

from __future__ import annotations

from dataclasses import dataclass

from .key_package import LeafNode
from .proposal import Proposal, read_proposal
from .wire import VERSION, WIRE_FORMAT_PUBLIC, Garbled, Reader, inside, vector

_SENDER_MEMBER = 1
_CONTENT_COMMIT = 3
_BY_VALUE, _BY_REFERENCE = 1, 2


@dataclass(frozen=True, slots=True)
class PathNode:
    """One node of an update path: its key, and the secret for each node of its copath."""

    encryption_key: bytes
    secrets: tuple[tuple[bytes, bytes], ...]
    """KEM output and ciphertext."""

    @classmethod
    def read(cls, reader: Reader) -> PathNode:
        """Raises Garbled."""
        key = reader.vector()
        return cls(key, tuple((item.vector(), item.vector()) for item in inside(reader.vector())))

    def __bytes__(self) -> bytes:
        secrets = b"".join(vector(kem) + vector(ciphertext) for kem, ciphertext in self.secrets)
        return vector(self.encryption_key) + vector(secrets)


@dataclass(frozen=True, slots=True)
class UpdatePath:
    """RFC 9420 section 7.6. davey sends one where somebody is removed."""

    leaf: LeafNode
    nodes: tuple[PathNode, ...]

    @classmethod
    def read(cls, reader: Reader) -> UpdatePath:
        """Raises Garbled."""
        leaf = LeafNode.read(reader)
        return cls(leaf, tuple(PathNode.read(item) for item in inside(reader.vector())))

    def __bytes__(self) -> bytes:
        return bytes(self.leaf) + vector(b"".join(map(bytes, self.nodes)))


@dataclass(frozen=True, slots=True)
class Commit:
    """An MLSMessage with a member's commit (RFC 9420 section 12.4)."""

    group: bytes
    epoch: int
    leaf: int
    authenticated_data: bytes
    proposals: tuple[bytes | Proposal, ...]
    """References, or (which DAVE forbids) proposals by value."""
    path: UpdatePath | None
    signature: bytes
    confirmation_tag: bytes
    membership_tag: bytes

    @classmethod
    def read(cls, reader: Reader) -> Commit:
        """The commit at the reader's place. Raises Garbled."""
        reader.expect(2, VERSION, "The version")
        reader.expect(2, WIRE_FORMAT_PUBLIC, "The wire format")
        group, epoch = reader.vector(), reader.number(8)
        reader.expect(1, _SENDER_MEMBER, "The sender's type")
        leaf, data = reader.number(4), reader.vector()
        reader.expect(1, _CONTENT_COMMIT, "The content's type")
        proposals = tuple(_read_item(item) for item in inside(reader.vector()))
        has_path = reader.number(1)
        if has_path > 1:
            raise Garbled(f"The path's presence is {has_path}, not 0 or 1.")
        path = UpdatePath.read(reader) if has_path else None
        return cls(
            group, epoch, leaf, data, proposals, path,
            signature=reader.vector(), confirmation_tag=reader.vector(), membership_tag=reader.vector(),
        )  # fmt: skip

    def __bytes__(self) -> bytes:
        items = (
            bytes((_BY_REFERENCE,)) + vector(item)
            if isinstance(item, bytes)
            else bytes((_BY_VALUE,)) + bytes(item)
            for item in self.proposals
        )
        return b"".join(
            (
                VERSION.to_bytes(2, "big"),
                WIRE_FORMAT_PUBLIC.to_bytes(2, "big"),
                vector(self.group),
                self.epoch.to_bytes(8, "big"),
                bytes((_SENDER_MEMBER,)),
                self.leaf.to_bytes(4, "big"),
                vector(self.authenticated_data),
                bytes((_CONTENT_COMMIT,)),
                vector(b"".join(items)),
                b"\0" if self.path is None else b"\1" + bytes(self.path),
                vector(self.signature),
                vector(self.confirmation_tag),
                vector(self.membership_tag),
            )
        )


def _read_item(reader: Reader) -> bytes | Proposal:
    """ProposalOrRef."""
    kind = reader.number(1)
    if kind == _BY_REFERENCE:
        return reader.vector()
    if kind == _BY_VALUE:
        return read_proposal(reader)
    raise Garbled(f"A commit holds an item of type {kind}, neither proposal nor reference.")
