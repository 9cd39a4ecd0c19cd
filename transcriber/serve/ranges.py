"""Which bytes of a file a browser asks for (RFC 9110, section 14).

In: the text of a Range header and the file's size. Out: the first byte and the one behind the last.
"""

from __future__ import annotations

import re

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Unsatisfiable(Exception):
    """The file has none of these bytes: status 416."""


def asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """The range, or None for the whole file: without a header, and for headers that a server may ignore
    (other units, several ranges, nonsense). Raises Unsatisfiable."""
    found = _ONE.fullmatch(header.strip()) if header else None
    if found is None or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if not first:  # the last so many bytes
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return max(size - int(last), 0), size
    begin, end = int(first), int(last) + 1 if last else size
    if begin >= size:
        raise Unsatisfiable
    return None if end <= begin else (begin, min(end, size))
