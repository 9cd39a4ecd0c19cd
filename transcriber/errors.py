"""Every error that this project raises, as one tree.

    TranscriberError
    ├── CallerError          the caller can mend it: exit code 2, one sentence, no traceback
    │   ├── InputError       a path, file or folder that cannot be read as what it should be
    │   ├── OutputError      a place that cannot be written: missing rights, full disk
    │   └── SettingError     an unknown mode, format, model, language; a malformed key
    ├── RemoteFault          what came from outside is damaged: counted, never fatal
    │   ├── Malformed        the bytes are not what the wire format says
    │   ├── Unauthentic      a decryption failed
    │   └── NoKeyYet         cannot be decrypted now, may be later
    └── MissingPart          something this machine lacks: libopus, a package, weights

The message of each is a full sentence for a person: what is wrong, and what to do.
"""

from __future__ import annotations


class TranscriberError(Exception):
    """The root: nothing else leaves a public function because of data or settings."""


class CallerError(TranscriberError):
    """The caller's mistake; the command line ends with exit code 2."""


class InputError(CallerError):
    """A path, file or folder cannot be read as what it should be."""


class OutputError(CallerError):
    """A file or folder cannot be written."""


class SettingError(CallerError):
    """An unknown or malformed setting."""


class RemoteFault(TranscriberError):
    """What came from outside is damaged. It is counted by reason and never ends a call."""

    reason = "fault"


class Malformed(RemoteFault):
    """The bytes are not what the wire format says."""

    reason = "malformed"


class Unauthentic(RemoteFault):
    """A decryption failed: another key, or damaged bytes."""

    reason = "unauthentic"


class NoKeyYet(RemoteFault):
    """This frame's key is not known now; it may be after the next epoch."""

    reason = "no key"


class MissingPart(CallerError):
    """Something that this machine lacks, and how to get it."""
