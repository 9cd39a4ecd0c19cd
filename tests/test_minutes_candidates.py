"""Candidates by cues: precision and recall on scripted meetings, and the rules one by one."""

from __future__ import annotations

import pytest
from minutes_meetings import FOLDER, KINDS, meetings, read_meeting, scores

from transcriber.minutes.candidates import candidates
from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.language import language_of
from transcriber.minutes.minutes import Findings, Item
from transcriber.transcript.transcript import Line, Participant, Transcript
from transcriber.types import SAMPLE_RATE

PRECISION, RECALL = 0.8, 0.7

DEVELOPED_ON = [meeting for meeting in meetings() if not meeting.held_out]
HELD_OUT = [meeting for meeting in meetings() if meeting.held_out]


def found(*rows: str, language: str = "en") -> Findings:
    """What is found in rows of `Name: words`."""
    names: dict[str, str] = {}
    lines = []
    for number, row in enumerate(rows):
        name, _, text = row.partition(": ")
        speaker = names.setdefault(name, str(len(names)))
        start = number * 5 * SAMPLE_RATE
        lines.append(Line(f"l{number}", speaker, start, start + 4 * SAMPLE_RATE, text))
    people = tuple(Participant(speaker, name) for name, speaker in names.items())
    return candidates(Transcript("", None, 0, "", people, tuple(lines)), language)


def cited(items: tuple[Item, ...]) -> list[list[str]]:
    return [[quote.line for quote in item.quotes] for item in items]


# --- the labelled meetings ----------------------------------------------------------------------


def test_there_are_enough_meetings_of_enough_kinds() -> None:
    assert len(meetings()) >= 8
    assert len(HELD_OUT) >= 3
    assert {meeting.language for meeting in DEVELOPED_ON} == set(CUES)
    assert {meeting.language for meeting in HELD_OUT} == set(CUES)


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("chosen", [DEVELOPED_ON, HELD_OUT], ids=["developed on", "held out"])
def test_precision_and_recall_keep_their_bounds(chosen: list, kind: str) -> None:  # type: ignore[type-arg]
    score = scores(chosen)[kind]
    assert score.precision >= PRECISION, score.faults
    assert score.recall >= RECALL, score.faults


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("held_out", [False, True], ids=["developed on", "held out"])
def test_and_without_punctuation_and_capitals_as_pocketsphinx_writes(held_out: bool, kind: str) -> None:
    bare = [read_meeting(path, bare=True) for path in sorted(FOLDER.glob("*.txt"))]
    score = scores(m for m in bare if m.language == "en" and m.held_out == held_out)[kind]
    assert score.precision >= PRECISION, score.faults
    assert score.recall >= RECALL, score.faults


def test_due_dates_are_told_in_the_words_that_were_said() -> None:
    score = scores(meetings())["actions"]
    assert score.due_right >= 0.9 * score.due_labeled > 30, score.faults


def test_every_quote_is_a_part_of_its_line() -> None:
    for meeting in meetings():
        lines = {line.id: line for line in meeting.transcript.lines}
        findings = candidates(meeting.transcript, meeting.language)
        for item in (*findings.decisions, *findings.actions, *findings.questions):
            assert item.wording is None
            assert list(item.quotes) == sorted(item.quotes, key=lambda quote: quote.at)
            for quote in item.quotes:
                assert all(part in lines[quote.line].text for part in quote.text.split(". "))


def test_the_language_is_told_by_its_little_words() -> None:
    for meeting in meetings():
        assert language_of(meeting.transcript.lines) == meeting.language


# --- decisions ----------------------------------------------------------------------------------


def test_a_decision_cites_who_agreed() -> None:
    findings = found("Ann: Okay, then we meet on Tuesday.", "Ben: Fine with me.")
    assert cited(findings.decisions) == [["l0", "l1"]]


def test_a_bare_confirmation_cites_what_it_confirms() -> None:
    findings = found("Ann: I suggest that we paint it blue.", "Ben: Hm.", "Ann: Good, that is decided.")
    assert cited(findings.decisions) == [["l0", "l2"]]


@pytest.mark.parametrize(
    "rows",
    [
        ["Ann: We could decide that later."],
        ["Ann: We have not decided anything yet."],
        ["Ann: Last year we decided to paint it blue."],
        ["Ann: Has it been decided whether we paint it?"],
        ["Ann: Let's get started."],
        ["Ann: So we had to wait for an hour."],
        ["Ann: Let's paint it blue.", "Ben: No, wait."],
        ["Ann: I suggest that we paint it blue.", "Ben: Hm, I would rather not."],
        ["Ann: Then we paint it blue.", "Ben: I disagree."],
    ],
)
def test_what_is_no_decision(rows: list[str]) -> None:
    assert found(*rows).decisions == ()


# --- tasks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "owner", "due"),
    [
        (["Ann: I'll send the letter by Friday."], "Ann", "by Friday"),
        (["Ann: Ben, could you send the letter?", "Ben: Sure, on Monday."], "Ben", "on Monday"),
        (["Ann: Can you send the letter?", "Cem: Yes, will do."], "Cem", None),
        (["Ann: Ben will send the letter tomorrow.", "Ben: Mm."], "Ben", "tomorrow"),
        (["Ann: Ben, please send the letter.", "Cem: And then?", "Ben: What?"], "Ben", None),
    ],
)
def test_a_task_has_an_owner_and_perhaps_a_date(rows: list[str], owner: str, due: str | None) -> None:
    [task] = found(*rows).actions
    assert (task.owner, task.due) == (owner, due)


def test_a_task_that_is_said_twice_is_one_with_both_lines() -> None:
    rows = [
        "Ann: I'll send the letter to the bank.",
        "Ben: Thanks.",
        "Ben: So Ann will send the letter by noon.",
    ]
    [task] = found(*rows).actions
    assert [quote.line for quote in task.quotes] == ["l0", "l2"]
    assert task.due == "by noon"


@pytest.mark.parametrize(
    "rows",
    [
        ["Ann: I will be there in a second."],
        ["Ann: I'll share my screen."],
        ["Ann: I won't send the letter."],
        ["Ann: If nobody minds I'll send the letter."],
        ["Ann: Maybe I'll send the letter."],
        ["Ann: Can you hear me?", "Ben: Yes."],
        ["Ann: Ben, could you send the letter?", "Ben: Sorry, I can't."],
        ["Ann: Can you send the letter?", "Ann: Hello?"],
        ["Ann: I can write, too.", "Ben: Who knows."],
    ],
)
def test_what_is_no_task(rows: list[str]) -> None:
    assert found(*rows).actions == ()


def test_a_first_name_stands_for_one_person_only() -> None:
    rows = ["Ann Lee: Hello.", "Ann Wu: Hello.", "Ben: Ann will send the letter."]
    assert found(*rows).actions == ()


# --- questions ----------------------------------------------------------------------------------


def test_an_open_question_cites_the_answer_that_is_none() -> None:
    findings = found("Ann: What does it cost?", "Ben: I have no idea.")
    assert cited(findings.questions) == [["l0", "l1"]]


@pytest.mark.parametrize(
    "rows",
    [
        ["Ann: What does it cost?", "Ben: Nine dollars."],
        ["Ann: What does it cost?", "Ben: Nine dollars.", "Ann: I don't know anybody who has that."],
        ["Ann: Who even reads that?", "Ben: I don't know."],
        ["Ann: Can you hear me?", "Ben: I don't know."],
        ["Ann: On what?", "Ben: I don't know."],
        ["Ann: What does it cost?", "Ben: Is it the red one?", "Ann: Yes. I don't know the shop."],
    ],
)
def test_what_is_no_open_question(rows: list[str]) -> None:
    assert found(*rows).questions == ()


# --- odd transcripts ----------------------------------------------------------------------------


def test_nothing_said_gives_nothing_found() -> None:
    assert candidates(Transcript("", None, 0, ""), "en") == Findings()
    assert found("Ann: ", "Ann: …", "Ann: ???") == Findings()


def test_the_language_of_a_line_is_believed_over_that_of_the_meeting() -> None:
    people = (Participant("1", "Ann"),)
    line = Line("a", "1", 0, SAMPLE_RATE, "Ich schicke den Brief bis Freitag.", language="de")
    [task] = candidates(Transcript("", None, 0, "", people, (line,)), "en").actions
    assert (task.owner, task.due) == ("Ann", "bis Freitag")


def test_a_speaker_who_is_no_participant_owns_tasks_by_id() -> None:
    line = Line("a", "77", 0, SAMPLE_RATE, "I will send the letter.")
    [task] = candidates(Transcript("", None, 0, "", (), (line,)), "en").actions
    assert task.owner == "77"
