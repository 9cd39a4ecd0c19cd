"""What happens in followed sessions, as rows on a console.

In: happenings. Out: a row a line, as it is recognized. What is being said stands below the rows, dim, and is
rewritten in place; where nothing can be rewritten, each draft is a row that begins with `~`, its tentative
words in parentheses. An utterance that was shown as a draft gets one row, its last draft, so that no word
that was committed changes; where the transcript will read differently, another row says how.
"""

from __future__ import annotations

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from transcriber.errors import InputError
from transcriber.follow import Done, Drafted, Failed, Happening, Said
from transcriber.speech.draft import Draft
from transcriber.transcript.clock import clock
from transcriber.transcript.plain import plain
from transcriber.types import Samples


class Showing:
    """Prints to `out`. Use it as a context manager, or call `close`."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._live: Live | None = None
        self._open: dict[str, Text] = {}
        """Drafts below the rows, by their ids."""
        self._held: dict[str, list[Said]] = {}
        """Lines whose last draft has not come, by its id."""

    def __enter__(self) -> Showing:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Takes away what is below the rows."""
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def show(self, happening: Happening) -> None:
        """Prints it. Raises InputError when a session cannot be followed any further."""
        match happening:
            case Said() if happening.draft is not None:
                self._held.setdefault(happening.draft, []).append(happening)
            case Said():
                line = happening.line
                self._out.print(_row(line.start, happening.name, line.text))
            case Drafted():
                self._draft(happening.draft, happening.name)
            case Done():
                self.close()
                for path in happening.files:
                    self._out.print(str(path))
            case Failed():
                self.close()
                raise InputError(happening.why)

    def _draft(self, draft: Draft, name: str) -> None:
        if draft.ended:
            self._open.pop(draft.id, None)
            self._refresh()
            self._last(draft, name, self._held.pop(draft.id, []))
        elif self._out.is_terminal:
            row = _row(draft.start, name, draft.committed)
            row.append(f" {plain(draft.tentative)}", "italic")
            row.stylize("dim")
            self._open[draft.id] = row
            self._refresh()
        else:
            row = _row(draft.start, name, draft.committed)
            self._out.print(
                Text.assemble("~ ", row, f" ({plain(draft.tentative)})" if draft.tentative else "")
            )

    def _last(self, draft: Draft, name: str, lines: list[Said]) -> None:
        if not draft.committed:
            return
        self._out.print(_row(lines[0].line.start if lines else draft.start, name, draft.committed))
        if draft.differs:
            heard = " ".join(plain(one.line.text) for one in lines)
            said = f"the transcript has: {heard}" if heard else "the transcript leaves this out"
            self._out.print(Text(f"  ({said})", "dim"))

    def _refresh(self) -> None:
        """Rewrites what stands below the rows."""
        if self._live is None and self._open:
            self._live = Live(console=self._out, auto_refresh=False, transient=True)
            self._live.start()
        if self._live is not None:
            self._live.update(Group(*self._open.values()), refresh=True)


def _row(start: Samples, name: str, text: str) -> Text:
    row = Text.assemble((f"[{clock(start)}]", "dim"), " ", (f"{plain(name)}:", "bold"))
    return row.append(f" {plain(text)}") if text else row
