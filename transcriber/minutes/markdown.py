"""Names and texts as Markdown that nothing obeys, and links that lead to a line.

In: text as people and recognizers made it. Out: one row of Markdown that shows it as it is, wherever
in a block it stands; anchors and links by line id. What somebody says or calls themselves never
becomes a heading, a link, a mention, a table cell or HTML.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

from transcriber.minutes.minutes import Quote
from transcriber.transcript.as_markdown import escaped
from transcriber.transcript.clock import clock

DIGEST_BASE = "line:"
"""What stands before the anchors of a digest's links: whoever posts it says where the lines are, or takes
the links out."""

_LEADING = re.compile(r"^(\d*)(?=[-+.)=])")
"""What would make a list or a rule at the start of a block, up to the mark that does."""
_SAFE = frozenset(string.ascii_letters + string.digits + "._-")


def inert(text: str) -> str:
    """One row of Markdown that shows the text as it is; empty for a text that shows nothing."""
    return _LEADING.sub(r"\1\\", escaped(text)) if text else ""


def anchor(line: str) -> str:
    """The anchor of a line: `line-` and its id, in characters that need no escape in a URL or in HTML."""
    return "line-" + "".join(c if c in _SAFE else f"~{ord(c):x}" for c in line)


@dataclass(frozen=True, slots=True)
class Links:
    """How a citation leads to its line.

    `base` stands before `#line-…`: empty within one document, or where the page lies; None for
    places that have no links into a text (a chat message), where time and speaker must do.
    """

    base: str | None = ""

    def to(self, line: str, shown: str) -> str:
        """Markdown that shows `shown`, which is Markdown, and leads to the line."""
        return shown if self.base is None else f"[{shown}]({target(self.base)}#{anchor(line)})"

    def cite(self, quote: Quote, name: str) -> str:
        """`00:01:23 Ann` as a link; `name` is Markdown."""
        return self.to(quote.line, f"{clock(quote.at)} {name}")


def target(base: str) -> str:
    """An address as a link's destination: nothing in it may end the link."""
    return re.sub(r"[\s<>()\[\]\\|`*_]", lambda match: f"%{ord(match.group()):02X}", base)
