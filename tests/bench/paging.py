"""The page of a session of 4 hours and 8 speakers, in a real headless Chromium.

`python tests/bench page`. It needs Chromium, as the browser tests do. Opening is from the navigation's
start to the first frame that shows the transcript; a frame is what scrolling and playing wait for.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from figure import Figure, best_of

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from chromium import Chromium
from long_transcript import long_transcript

from transcriber.minutes.draw_up import draw_up
from transcriber.page.page import page_html

_FRAMES = """(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const height = document.documentElement.scrollHeight, spans = [];
    let most = 0;
    await frame();
    for (let step = 0, last = performance.now(); step < 240; step++) {
        scrollBy(0, %s);
        await frame();
        const now = performance.now();
        spans.push(now - last);
        last = now;
        most = Math.max(most, document.getElementsByTagName("*").length);
    }
    return [spans, most, height];
})()"""


def measure() -> Iterator[Figure]:
    """Size, opening, scrolling, searching."""
    transcript = long_transcript()
    minutes = draw_up(transcript)
    yield Figure(
        "page of 4 h × 8 speakers: made in", best_of(2, lambda: page_html(minutes, language="en")), "s"
    )
    text = page_html(minutes, language="en")
    yield Figure("page of 4 h × 8 speakers: size", len(text.encode()) / 1e6, "MB", remark="without sound")
    with tempfile.TemporaryDirectory() as folder, Chromium() as browser:
        path = Path(folder) / "page.html"
        path.write_text(text, encoding="utf-8")
        opened = []
        for _ in range(3):
            browser.open_file(path)
            opened.append(browser.ask("performance.getEntriesByName('transcriber-ready')[0].startTime"))
        yield Figure("page: opens in Chromium", statistics.median(opened) / 1000, "s", 2.0)
        for name, step, budget in (("reading", 60, 34), ("in a hurry", 1500, None)):
            browser.ask("scrollTo(0, 0)")
            spans, elements, _ = browser.ask(_FRAMES % step)
            spans.sort()
            most = spans[len(spans) * 95 // 100]
            yield Figure(f"page: 95 of 100 frames, scrolling {name}", most, "ms", budget)
            yield Figure(
                f"page: slowest frame, scrolling {name}", spans[-1], "ms", remark=f"{elements} elements"
            )
        found = browser.ask(
            "(() => { const begin = performance.now(); const query = document.getElementById('query');"
            "query.value = 'the'; document.getElementById('search').requestSubmit();"
            "return [performance.now() - begin, document.getElementById('hits').textContent]; })()"
        )
        yield Figure("page: search of a common word", found[0], "ms", 200, remark=found[1])
