"""Minutes as Markdown: read back with markdown-it, an independent CommonMark reader (a part of rich)."""

from __future__ import annotations

import string
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from minutes_meetings import Meeting, meetings
from transcript_cases import EMPTY, HAND_MADE, TEXT, TRANSCRIPTS, at, line

from transcriber.errors import InputError, SettingError
from transcriber.minutes.draw_up import draw_up
from transcriber.minutes.markdown import Links, anchor, inert
from transcriber.minutes.minutes import Findings, Item, Minutes, Quote, Summarized, Topic
from transcriber.minutes.render import TEMPLATES, Template, render, template_named
from transcriber.minutes.view import Circumstances
from transcriber.minutes.words import WORDS, words_in
from transcriber.transcript.transcript import Absence, Note, Participant, Quality, Transcript

WHOLE = [name for name in TEMPLATES if name != "digest"]
"""The templates that end with the transcript."""
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"text", "text_special", "strong_open", "strong_close", "em_open", "em_close", "softbreak"}
OURS |= {"link_open", "link_close", "html_inline"}


def by(transcript: Transcript, template: str = "meeting", language: str = "en", **options: object) -> str:
    return render(draw_up(transcript), template_named(template), language=language, **options)  # type: ignore[arg-type]


def custom(text: str, transcript: Transcript = HAND_MADE) -> str:
    return render(draw_up(transcript), Template("mine.md.jinja", text), language="en")


def inlines(text: str) -> list[Token]:
    return [child for token in READER.parse(text) for child in token.children or ()]


def standup() -> Meeting:
    return next(meeting for meeting in meetings() if meeting.name == "standup")


# --- what stands in them --------------------------------------------------------------------------


def test_the_minutes_of_a_meeting_word_for_word() -> None:
    text = by(standup().transcript)
    assert text.startswith(
        "# Tuesday stand-up\n\n- **Date:** 2026-11-22 17:00 UTC\n- **Duration:** 00:02:59\n"
        "- **Recognized by:** script\n\n## Participants\n\n| Name | Talk time | Share |\n"
        "| --- | ---: | ---: |\n| Lena | 00:00:51 | 31 % |\n"
    )
    assert (
        "## Decisions\n\n- “Okay, then we do it on Thursday night.” … “Agreed.” "
        "([00:01:32 Lena](#line-102-0013), [00:01:37 Tom](#line-101-0014))\n"
    ) in text
    assert (
        "| Lena | “I'll have a look at the logs this afternoon.” | this afternoon | "
        "[00:00:58 Lena](#line-102-0009) |\n"
    ) in text
    assert "(#line-101-0008))\n\n## Transcript\n\n" in text
    assert '\n\n<a id="line-101-0008"></a>**Tom** [00:00:55] I don\'t know, honestly.\n\n' in text


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("template", WHOLE)
def test_every_citation_leads_to_a_line_in_every_template_and_language(template: str, language: str) -> None:
    for meeting in meetings():
        text = by(meeting.transcript, template, language)
        targets = {token.attrs["href"] for token in inlines(text) if token.type == "link_open"}
        anchors = {token.content for token in inlines(text) if token.type == "html_inline"}
        assert targets
        assert {f'<a id="{str(target).removeprefix("#")}">' for target in targets} <= anchors
        assert words_in(language)["candidates"] in text


def test_the_recording_is_told_of() -> None:
    around = Circumstances("12345 67890", ("Dora", "Emil"))
    text = by(HAND_MADE, around=around)
    assert (
        "## Recording notes\n\n"
        "- The capture ends in a torn block: everything before it was read.\n"
        "- Audio is missing in 2 places (00:00:20 in all), marked in the transcript.\n"
        "- Ann: 2.0 % of the voice packets lost, 1.5 % concealed.\n"
        "- 2 packets of \\*Bob\\* \\<b\\> could not be understood (decrypted or decoded).\n"
        "- Opted out of being recorded: Dora, Emil.\n"
        "- The call was end-to-end encrypted (verification code 12345 67890).\n"
    ) in text
    assert (
        "> **Gap** [00:00:30 – 00:00:45] Everybody's audio is missing: the recorder was disconnected." in text
    )
    assert "- 00:01:01 \\*Bob\\* \\<b\\>: see \\[the plan\\](https://example.com)" in text


def test_encryption_is_told_of_only_when_it_is_known() -> None:
    assert "encrypt" not in by(EMPTY)
    assert "- The call was not end-to-end encrypted." in by(EMPTY, around=Circumstances(""))


def test_many_who_opted_out_are_counted() -> None:
    text = by(EMPTY, around=Circumstances(None, tuple(f"P{n}" for n in range(40))))
    assert "P11, 28 more." in text


def test_links_lead_to_a_page_elsewhere_or_nowhere() -> None:
    text = by(standup().transcript, links=Links("https://a.example/x y.html"))
    assert "([00:00:58 Lena](https://a.example/x%20y.html#line-102-0009)" in text.replace("| [", "([")
    text = by(standup().transcript, links=Links(None))
    assert "| this afternoon | 00:00:58 Lena |" in text
    assert not [token for token in inlines(text) if token.type == "link_open"]


def test_a_model_s_findings_are_prose_with_sources() -> None:
    quote = Quote("a", "1", at(61), "We paint it blue.")
    findings = Findings(
        topics=(Topic(at(60), at(70), "Paint", "a"),),
        decisions=(Item((quote,), "It will be blue."),),
        summary=(Summarized("Ann wants blue.", (quote,)),),
        author="tiny",
    )
    transcript = replace(EMPTY, participants=(Participant("1", "Ann"),))
    text = render(Minutes(transcript, findings, "en"), template_named("meeting"), language="en")
    assert "## Summary\n\n- Ann wants blue. ([00:01:01 Ann](#line-a))" in text
    assert "- It will be blue. ([00:01:01 Ann](#line-a))" in text
    assert "We paint it blue" not in text
    assert "- [00:01:00](#line-a) Paint" in text


def test_an_item_without_a_line_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="rests on at least one line"):
        Item(())


# --- languages ----------------------------------------------------------------------------------


def test_every_language_has_the_same_words_with_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for words in WORDS.values():
        assert words.keys() == WORDS["en"].keys()
        for key, text in words.items():
            assert places(text) == places(WORDS["en"][key]), key


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(SettingError, match=r"in the language 'tlh'\. Choose from: en, de, fr, es, ja\."):
        by(EMPTY, language="tlh")


# --- odd transcripts ----------------------------------------------------------------------------


def test_a_digest_has_neither_transcript_nor_tables() -> None:
    text = by(standup().transcript, "digest", links=Links(None))
    assert "\n- **Tom**: “Tom, could you tell the customers" in text
    assert "– by tomorrow noon (00:01:41 Lena, 00:01:47 Tom)\n" in text
    assert "|" not in text
    assert "coffee" not in text
    assert by(EMPTY, "digest") == "**Minutes**\n\nNo speech was recognized.\n"


@pytest.mark.parametrize("template", WHOLE)
def test_an_empty_transcript_says_so(template: str) -> None:
    text = by(EMPTY, template)
    assert text.startswith("# Minutes\n\n- **Duration:** 00:00:00\n")
    assert text.endswith("## Transcript\n\nNo speech was recognized.\n")


def test_two_hundred_people_for_eight_hours() -> None:
    people = tuple(Participant(str(n), f"Person {n}", talk=at(140)) for n in range(200))
    lines = tuple(
        line(str(n % 200), n * 12, n * 12 + 11, f"I will check pump {n} by Friday. It is number {n % 17}.")
        for n in range(2400)
    )
    text = by(replace(EMPTY, duration=at(8 * 3600), participants=people, lines=lines))
    assert "- **Duration:** 08:00:00" in text
    assert text.count("\n| Person ") >= 400
    assert 5 < text.split("## Topics")[1].split("##")[0].count("\n- [") <= 20


def test_names_from_right_to_left_stay_in_their_place() -> None:
    people = (Participant("1", "דוד \u202eabc"), Participant("2", "\u200fمحمد"), Participant("3", "Zoë"))
    lines = (line("1", 0, 1, "I will send the letter."), line("2", 0, 1, "שלום"), line("3", 0, 1, "Agreed."))
    text = by(replace(EMPTY, participants=people, lines=lines))
    assert "| דוד abc | “I will send the letter.” |" in text
    assert "\u202e" not in text


def test_everybody_at_once_and_nobody_with_words() -> None:
    people = tuple(Participant(str(n), "Ann") for n in range(5))
    lines = tuple(line(str(n), 0, 9, "I will send the letter." if n else "") for n in range(5))
    text = by(replace(EMPTY, participants=people, lines=lines))
    assert "| Ann (2) | “I will send the letter.” |" in text
    assert text.count("<a id=") == 4


HOSTILE = (
    "# @everyone **x** [l](http://e) <script>alert(1)</script> | `c` ![i](x)\n\n## H\n- 1. <@123> &lt; $x$"
)


def test_hostile_names_and_words_stay_text_in_every_template() -> None:
    said = f"{HOSTILE} I will send the letter by Friday."
    transcript = Transcript(
        title=HOSTILE,
        started=HOSTILE,
        duration=at(10),
        recognizer=HOSTILE,
        participants=(Participant("1", HOSTILE), Participant("2", HOSTILE, quality=Quality(lost=3))),
        lines=(line("1", 0, 5, said), line("2", 5, 9, "What does it cost?"), line("1", 9, 10, "No idea.")),
        gaps=(Absence(0, 1, HOSTILE, "2"),),
        notes=(Note(0, "1", HOSTILE, HOSTILE),),
        warnings=(HOSTILE,),
    )
    headings = {heading for words in WORDS.values() for heading in words.values()}
    for template in TEMPLATES:
        text = by(transcript, template, around=Circumstances(HOSTILE, (HOSTILE,)))
        tokens = READER.parse(text)
        assert {child.type for child in inlines(text)} <= OURS
        for token in inlines(text):
            assert token.type != "html_inline" or token.content.startswith(("<a id=", "</a>"))
            assert token.type != "link_open" or str(token.attrs["href"]).startswith("#line-")
        titles = [after.content for token, after in pairwise(tokens) if token.tag == "h2"]
        assert set(titles) - {""} <= headings
        assert "@everyone" not in text
        assert "<@123>" not in text


@given(TRANSCRIPTS, st.sampled_from(sorted(TEMPLATES)), st.sampled_from(sorted(WORDS)))
@settings(max_examples=60)
def test_any_transcript_gives_minutes_with_nothing_but_our_markup(
    transcript: Transcript, template: str, language: str
) -> None:
    text = by(transcript, template, language)
    assert {child.type for child in inlines(text)} <= OURS
    for token in inlines(text):
        assert token.type != "html_inline" or token.content.startswith(('<a id="line-', "</a>"))
    assert "\u202e" not in text


@given(TEXT)
def test_any_text_is_shown_as_it_is_wherever_it_stands(text: str) -> None:
    for before in ("", "- ", "> ", "| "):
        tokens = READER.parse(f"{before}{inert(text)}\n")
        assert not {token.tag for token in tokens} & {"h1", "h2", "hr", "code", "ol", "pre"}


@given(TEXT, TEXT)
def test_anchors_are_safe_and_tell_lines_apart(one: str, other: str) -> None:
    assert set(anchor(one)) <= set(string.ascii_letters + string.digits + "._-~")
    assert (anchor(one) == anchor(other)) == (one == other)


# --- templates of users -------------------------------------------------------------------------


def test_a_users_template_sees_the_data_and_our_parts() -> None:
    text = custom(
        '{% import "parts.md.jinja" as parts with context %}{{ title }} {{ actions | length }}\n'
        "{% for person in participants %}{{ person.name }};{% endfor %}{{ parts.people() }}"
    )
    assert text.startswith("Stand-up \\#7 0\nAnn;\\*Bob\\* \\<b\\>;花子;Echo;")
    assert "## Participants" in text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ok\n{% for x in %}", "The template mine.md.jinja is wrong in line 2: Expected an expression"),
        ("{% if title %}", "The template mine.md.jinja is wrong in line 1: Unexpected end of template"),
        ("ok\n\n{{ nothing }}", "The template mine.md.jinja fails in line 3: 'nothing' is undefined."),
        ("{{ title.foo }}", "fails in line 1: 'str object' has no attribute 'foo'."),
        ("\n{{ 1 / 0 }}", "fails in line 2: division by zero."),
        ("{{ title + 1 }}", "fails in line 1: can only concatenate str"),
        ("{{ title | nope }}", "is wrong in line 1: No filter named 'nope'."),
        ("{{ lines[99999].text }}", "fails in line 1: "),
        (
            '{% include "/etc/passwd" %}',
            "asks for /etc/passwd: templates can import parts.md.jinja, and nothing",
        ),
        (
            "{{ title.__class__.__mro__ }}",
            "fails in line 1: access to attribute '__class__' of 'str' object is",
        ),
        ("{{ words.update(x=1) }}", "fails in line 1: "),
        ("{{ '{0.__class__}'.format(title) }}", "fails in line 1: access to attribute '__class__'"),
        ("{{ range(9) }}", "'range' is undefined."),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "goes on without an end: it calls itself."),
        ("{{ title * 99999999 }}", "fails in line 1: * is for small numbers only."),
        ("{{ 99 ** 99999 }}", "fails in line 1: ** is for small numbers only."),
        ("{{ '%99999999d' % 1 }}", "fails in line 1: % is for small numbers only."),
        (
            "{% for a in words %}{% for b in words %}{% for c in words %}{% for d in words %}"
            "{{ title }}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
            "writes far more than there is to tell",
        ),
        ("x" * 200_001, "is longer than 200000 characters: is it a template?"),
    ],
)
def test_a_template_with_an_error_is_told_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        custom(text)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_there_is_no_such_template() -> None:
    with pytest.raises(
        SettingError, match=r"no template called 'retro', and no such file\. Choose from: meeting, "
    ):
        template_named("retro")
