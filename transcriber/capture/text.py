"""Text from outside, made fit for a file: whole characters only.

In: any text that Python can hold. Out: text that UTF-8 can hold. It never shortens or escapes.
"""

from __future__ import annotations


def whole_characters(text: str) -> str:
    """The text with each lone half of a surrogate pair as U+FFFD, and halves that meet joined.

    JSON lets a name hold half a character (`"\\ud83d"`, RFC 8259 section 8.2), and file names that
    are no UTF-8 arrive with halves too; no encoding can write them.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
