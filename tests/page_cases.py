"""Transcripts that a page must bear: hostile, right-to-left, crowded, wordless."""

from __future__ import annotations

from transcript_cases import at, line, words

from transcriber.transcript.transcript import Absence, Note, Participant, Transcript

HOSTILE_TEXTS = (
    "</script><script>window.broken = 1</script>",
    "<!--<script>",
    "]]><img src=x onerror='window.broken = 2'>",
    "javascript:window.broken=3",
    '" onclick="window.broken=4',
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "\u2028\u2029\u202e\x00",
)

HOSTILE = Transcript(
    title="<script>window.broken = 5</script>",
    started="2026-11-22T17:03:05Z<b>",
    duration=at(60),
    recognizer="</style><b>",
    participants=tuple(
        Participant(f"{number}'\"><b>", text, talk=at(10 - number))
        for number, text in enumerate(HOSTILE_TEXTS)
    ),
    lines=tuple(
        line(f"{number}'\"><b>", 5.0 * number, 5.0 * number + 4, text, words=words(5.0 * number, 1, text))
        for number, text in enumerate(HOSTILE_TEXTS)
    ),
    gaps=(Absence(at(41), at(45), "</svg><script>window.broken = 6</script>"),),
    notes=(Note(at(50), "x", "</title><script>", "<iframe src=javascript:window.broken=7>"),),
    warnings=("<script>window.broken = 8</script>",),
)

MIXED_SCRIPTS = Transcript(
    title="שלום, world, 世界",
    started=None,
    duration=at(30),
    recognizer="whisper:small",
    participants=(
        Participant("1", "דנה", talk=at(5)),
        Participant("2", "أحمد (ops)", talk=at(4)),
        Participant("3", "花子👩🏽‍🚀", talk=at(3)),
    ),
    lines=(
        line("1", 0, 4, "שלום לכולם, we start.", words=words(0, 1, "שלום לכולם, we start.")),
        line("2", 3, 7, "مرحبا بالجميع"),
        line("3", 8, 12, "👩🏽‍🚀おはようございます。", words=words(8, 2, "👩🏽‍🚀おはよう ございます。")),
        line("3", 13, 16, "Café Ĳssel, ﬁne."),
    ),
)

CROWD = Transcript(
    title="Town hall",
    started="2026-11-22T17:03:05Z",
    duration=at(1000),
    recognizer="sphinx:en-us",
    participants=tuple(Participant(str(n), f"Guest {n}", talk=at(200 - n)) for n in range(200)),
    lines=tuple(line(str(n), 5.0 * n, 5.0 * n + 6, f"I am guest {n}.") for n in range(200)),
)

ONE_SPEAKER = Transcript(
    title="Diary",
    started=None,
    duration=at(10),
    recognizer="sphinx:en-us",
    participants=(Participant("1", "Ann", talk=at(4)),),
    lines=(line("1", 1, 5, "Nobody else is here."),),
)
