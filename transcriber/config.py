"""Defaults and bounds, each said once, with its reason. Constants of a wire format live with its parser."""

from __future__ import annotations

from typing import Final

from transcriber.types import SAMPLE_RATE, Samples

# --- receive: holding and reordering ------------------------------------------------------------

HOLD_SECONDS: Final = 10.0
"""Packets without owner or key are held this long. Keys of an epoch live 10 s, so later is never."""

HOLD_PACKETS: Final = 4096
"""And this many of them in all: 25 people for 3 s, under 2 MiB."""

HOLD_RETRY_SECONDS: Final = 1.0
"""Held packets are tried again this often even when no key is known to have changed, and given up in
batches this long, so that a deaf minute is 60 gaps and not 3000."""

TRIAL_FRAMES: Final = 3
"""An unknown stream is tried against everybody's keys with at most this many frames between two
changes of the keys: one may be damaged, and 25 people cost 75 µs a frame."""

SENDER_REPORTS: Final = 1024
"""Sender reports are kept for this many streams: more than a call has, fewer than a flood."""

REORDER_DEPTH: Final = 32
"""A missing packet is given up once a packet 32 numbers later has come (640 ms of speech)."""

REORDER_WAIT_NS: Final = 400_000_000
"""… or once the packet that overtook it is 0.4 s old: later than that, a listener has heard the hole."""

RESTART_JUMP: Final = 3000
"""A sequence number further away than this is another numbering (MAX_DROPOUT, RFC 3550 A.1)."""

# --- audio: decoding and placing ----------------------------------------------------------------

CONCEALED_FRAMES: Final = 5
"""At most this many lost packets in a row are concealed; libopus fades to silence by then (100 ms)."""

WOBBLE_TOLERANCE: Final[Samples] = SAMPLE_RATE * 40 // 1000
"""A timestamp one frame off between packets that follow each other by number is the sender's timer,
not a pause: senders that stamp from a timer do this all the time. The one it is told from may itself
be a frame off."""

ANCHOR_WINDOW_NS: Final = 400_000_000
"""A talk-spurt is anchored on the earliest arrival, relative to RTP time, of its first 0.4 s:
20 packets, of which the luckiest waited in no queue."""

ANCHOR_TOLERANCE: Final[Samples] = SAMPLE_RATE * 60 // 1000
"""RTP clock and arrival clock disagree at the start of a talk-spurt when they are 60 ms apart: above
the luckiest packet's jitter, below the shortest pause (5 silence frames) in which a clock can have
stood still."""

STOOD_TOLERANCE: Final[Samples] = SAMPLE_RATE * 100 // 1000
"""… or 100 ms apart where no silence frame ended the speech before: a sound that is torn for a slow
network is worse than one that is 100 ms early, and a clock that stands shows itself in the next
pause at the latest."""

UNSURE_TOLERANCE: Final[Samples] = SAMPLE_RATE * 200 // 1000
"""… or 200 ms apart where only a few packets tell: a late packet is likelier than a clock that stood
still."""

SURE_PACKETS: Final = 8
"""The luckiest of 8 packets is taken for one that waited in no queue."""

INSERT_TOLERANCE: Final[Samples] = SAMPLE_RATE * 20 // 1000
"""Inside a talk-spurt, sound that drifted 20 ms early is mended by one concealed frame …"""

TRIM_TOLERANCE: Final[Samples] = SAMPLE_RATE * 100 // 1000
"""… and sound that drifted 100 ms late by cutting 20 ms: losing sound is worse than being late,
and the next pause mends it for nothing."""

ENVELOPE_BUCKET: Final[Samples] = SAMPLE_RATE * 5
"""The least delay is remembered in buckets of 5 s …"""

ENVELOPE_BUCKETS: Final = 12
"""… over the last 12 of them that hold speech: enough for the least delay to be a true one."""

DRIFT_MIN_SPAN: Final[Samples] = SAMPLE_RATE * 60
"""Drift is estimated once a stream's clock has been seen for a minute: 5 ms of jitter over less
would read as 100 ppm."""

DRIFT_LIMIT_PPM: Final = 500.0
"""A quartz that is further off than this is a misreading (they keep 100 ppm)."""

MIX_BLOCK: Final[Samples] = SAMPLE_RATE
"""The mix is made in blocks of one second: 384 kB each, inside the caches."""

# --- speech: utterances and windows -------------------------------------------------------------

REGION_GAP: Final[Samples] = SAMPLE_RATE * 400 // 1000
"""Sound of one track that is at most 0.4 s apart is heard as one region, its gap as silence; after
more the detector starts anew, as at the start of a file."""

SPEECH_BEGINS: Final = 0.5
"""Speech begins where the detector is at least this sure …"""

SPEECH_GOES_ON: Final = 0.35
"""… and goes on while it is at least this sure (the hysteresis that Silero's authors advise)."""

SURE_SPEECH: Final = 0.9
"""What the detector was once this sure of is speech, whatever else it is like: 95 % of real utterances
reach 0.92, no noise of ours more than 0.83."""

DOUBTFUL_SPEECH: Final = 0.8
"""And where it never was this sure, it doubts: so it does with nine tenths of the beeps and clicks that it
lets pass, and with 2 % of what people say (quietly, in noise), which alone is no reason to drop a word."""

DOUBTFUL_FRAMES: Final = 3
"""What the detector is not sure of and found in fewer of its frames (0.1 s in all) is a click: the fastest
syllables last longer."""

TONE_SHARE: Final = 0.98
"""Nor is it speech where a frequency at a time has more of the power than this: voices have at most 0.92 …"""

PERIODIC: Final = 0.35
VOICED_SHARE: Final = 0.1
"""… or where fewer than a tenth of the frames repeat themselves this well in the time of a voice's pitch:
of speech a third does and more, of noise nothing."""

UTTERANCE_PAUSE_SECONDS: Final = 0.6
"""A pause this long ends an utterance: longer than the gaps between words, shorter than a thought."""

UTTERANCE_PAD_SECONDS: Final = 0.24
"""Sound kept before and after detected speech: soft first and last consonants are below any threshold."""

UTTERANCE_SECONDS: Final = 25.0
"""A longer utterance is cut at its quietest place: with padding and the gaps between utterances it
stays within a recognizer's window of 30 s."""

FOLLOW_DELAY: Final[Samples] = SAMPLE_RATE * 120 // 1000
"""Whoever follows a call takes what was spoken up to 0.12 s before its last packet for complete. Sound
is placed where its luckiest packet arrived, so only jitter can be later; what is, is heard all the
same, as a sentence of its own."""

WINDOW_GAP_SECONDS: Final = 0.5
"""Silence between utterances that share a window: enough for a recognizer to end a sentence there."""

WINDOW_WAIT_SECONDS: Final = 300.0
"""An utterance waits at most this long (of session time) for others to fill its window. Of an hour in which
eight people take turns, windows hold 21.9 s of speech, and 12.4 s if they wait 60 s: 1.8 times as many
to recognize. Whoever follows a call does not wait: there every utterance has a window of its own."""

LANGUAGE_CONFIDENT: Final = 0.75
"""A window tells its speaker's language when the recognizer detected it with at least this confidence …"""

LANGUAGE_SECONDS: Final = 2.0
"""… in at least 2 s of sound: on a shorter "ja" or "okay" Whisper names one of a dozen languages."""

LANGUAGE_CLEAR: Final = 0.9
"""A window stays in another language than its speaker's with this confidence: the speaker has switched,
or quotes. With less, a wrong guess is likelier than either."""

LANGUAGE_SURE_SECONDS: Final = 4.0
"""A speaker's language is known after 4 s (times confidence) of windows that tell it: two short sentences,
or one long …"""

LANGUAGE_LEAD: Final = 2.0
"""… and twice as much as of any other, so that one wrong window decides nothing."""

LANGUAGE_HALF_LIFE_SECONDS: Final = 8.0
"""What a window told weighs half after 8 s of further telling speech: after a switch the vote follows
within 13 s, while a wrong window of 3 s does not turn it."""

LANGUAGE_HELD_WINDOWS: Final = 8
LANGUAGE_HELD_SECONDS: Final = 60.0
"""Of a speaker whose language is not known yet, so many windows wait for it, of so much sound at most (4 MB):
by then somebody who speaks one language has told it."""

HOTWORD_NAMES: Final = 30
"""At most half of the terms that a recognizer is told are names of people who are there: the others are
left to the glossary."""

NAME_WORDS: Final = 3
"""A name has at most three words that are said: a longer one is a motto."""

COMMON_ZIPF: Final = 2.0
"""A word is common when at least one of ten million words is it (10 ** 2 in a billion). Measured over 1450
words of read speech in five languages with 150 glossaries: none was changed; from 2.5 on, place names are."""

CORRECT_LETTERS: Final = 4
"""Words of fewer letters are never corrected, nor is anything corrected to them: any two sound alike."""

CORRECT_UNSURE: Final = 0.5
"""Below, a wrong word is likelier than a right one, and more of it may be wrong."""

CORRECT_RUN: Final = 6
"""Words that were run together or parted are put right from six letters on."""

CORRECT_SURE: Final = 0.9
"""A word of which the recognizer is this sure is corrected only when it sounds the same as the term."""

GONE_SECONDS: Final = 300.0
"""Who has left is talked about for another five minutes."""

DRAFT_EVERY: Final[Samples] = SAMPLE_RATE // 2
"""While an utterance grows, it is recognized anew for every half second of it: a word or two more, and a
word that two drafts agree on is committed 0.5 to 1 s after it was said, recognition apart …"""

DRAFT_SOUND: Final[Samples] = SAMPLE_RATE * 6
"""… of which at most about 6 s are heard again once words in them are committed: enough context for the
words that are not, and what a recognizer whose work grows with the sound can do while it grows."""

DRAFT_SAME_WORD: Final[Samples] = SAMPLE_RATE // 2
"""Two hypotheses have the same word when it begins at most half a second apart in them: recognizers move
a word by a tenth or two as more is heard, and whoever says a word twice needs longer."""

DRAFT_SHARE: Final = 0.5
"""Drafts get half of a recognizer's time at most, so that it never owes more than it can catch up with …"""

DRAFT_PATIENCE_SECONDS: Final = 1.0
"""… and none that would take longer than this, by what recognition took lately: what is said finally would
wait for it, and a draft that late shows what the listener has heard long ago."""

# --- capture ------------------------------------------------------------------------------------

FLUSH_SECONDS: Final = 0.2
"""Captured packets reach the file within a fifth of a second, so that a follower is never far behind."""

FSYNC_SECONDS: Final = 5.0
"""And the disk within five: what a power cut may cost."""

LEAP_NS: Final = 86_400_000_000_000
"""A packet stamped a day after everything before it has a damaged stamp: no call is silent for so long,
and whoever records one writes its state down more often."""

READ_CHUNK: Final = 256 * 1024
"""Bytes of capture read at a time: about 20 s of one speaker, 8 MiB once decoded."""

# --- import: other people's recordings ------------------------------------------------------------

ARCHIVE_ENTRIES: Final = 1000
"""A zip of a recording has a file a speaker and a few more; Discord lets 99 people into a channel."""

ARCHIVE_BYTES: Final = 1 << 30
"""Up to 1 GiB may come out of any zip …"""

ARCHIVE_RATIO: Final = 100
"""… and beyond, 100 times its size: mostly silent WAV packs 50 to 1, a bomb 1000 to 1 and more."""

OFFSET_SECONDS: Final = 86_400
"""A track is moved by at most a day: no recorder of calls runs for longer."""

# --- speech: one voice in two microphones ---------------------------------------------------------

ECHO_WINDOW: Final = 10
"""A pair of microphones is compared by 10 s of one voice, in 8 bands. The levels of people who talk at
once correlate then with at most 0.21 (measured: 70 pairs out of 25 voices, any lag) …"""

ECHO_ALIKE: Final = 0.36
"""… and those of a voice with its echo with 0.56 and more, 8 to 30 dB below it, in any room …"""

ECHO_LEAST_SECONDS: Final = 3
ECHO_LEAST_ALIKE: Final = 0.45
"""… by 3 s at least. Chance is higher then (0.31), and so is what is asked for: both fall with the root
of the time heard."""

ECHO_LAG_SECONDS: Final = 0.4
"""An echo comes up to 0.4 s after the voice (or before it, as its sender's network is the quicker one):
the way to a loudspeaker through two networks and a jitter buffer."""

ECHO_HELD_SECONDS: Final = 60
"""A pair that was found coupled is held for it for a minute: loudspeakers are not turned off sooner, and
who answers over an echo hides it for a while."""

ECHO_NEAR_ALIKE: Final = 0.35
"""What goes along with the other one's voice within 0.6 s of a moment, once the lag is known …"""

ECHO_EXCESS_DB: Final = 5.0
"""… and is at most 5 dB louder than it would come over is an echo: who speaks into a microphone is 10 dB
and more above what it hears of a room."""

ECHO_OWN_SECONDS: Final = 0.2
"""A line is an echo when at most 0.2 s of it are its speaker's own: hardly a word is that short …"""

ECHO_SHARE: Final = 0.7
"""… and the rest is the other voice for the most part: what is left over are edges of its words."""

# --- transcript: lines and cues -----------------------------------------------------------------

JOIN_GAP: Final[Samples] = SAMPLE_RATE
"""Lines of one speaker that are at most a second apart are one line: a breath or a search for a word
is shorter, and whoever pauses longer gives the turn away."""

JOIN_LENGTH: Final[Samples] = SAMPLE_RATE * 30
"""A joined line lasts at most 30 s, so that its time still says where to listen …"""

JOIN_CHARACTERS: Final = 400
"""… and has at most 400 characters: what somebody says in those 30 s, five lines on a page."""

CUE_COLUMNS: Final = 42
"""A subtitle row has at most 42 characters (wide ones count two), which fits every player …"""

CUE_ROWS: Final = 2
"""… a cue has at most two rows, so that it never covers the picture …"""

CUE_MILLISECONDS: Final = 7000
"""… and stays for at most 7 s: longer, and it is read twice (all three as subtitlers have it)."""

CUE_COLUMNS_A_SECOND: Final = 20
"""A cue is read at 20 columns a second at most (subtitlers allow adults 15 to 20): one that was spoken
faster stays on in the silence behind it …"""

CUE_SHORTEST_MILLISECONDS: Final = 1000
"""… and none needs less than a second, which is what finding it on the screen takes."""

CUE_PAUSE_MILLISECONDS: Final = 300
"""A pause from here on is heard as one, and is as good a place to part two cues as a comma."""

# --- models: recognizers and their weights ------------------------------------------------------

AUTO_ON_CPU: Final = "small"
"""The Whisper that `--model auto` takes on a CPU: the largest that keeps up with a call there
(published: 15 times real time on 8 threads)."""

AUTO_ON_GPU: Final = "large-v3-turbo"
"""And on a GPU: within a tenth of a point of large-v3's word errors at several times its speed."""

HUB_PATIENCE_SECONDS: Final = 3.0
"""`--model auto` waits this long for the model hub to answer: one lost packet and its repetition."""

HOTWORD_TERMS: Final = 60
"""At most this many names and terms are told to a recognizer: Whisper's prompt holds 223 tokens, and
a longer list makes it write terms that nobody said."""

NO_SPEECH: Final = 0.6
UNSURE_LOGPROB: Final = -1.0
"""A segment is dropped as invented when Whisper holds it for silence with more than 0.6 and is unsure
of its words besides: the bounds of its authors (Radford et al. 2022, section 4.5)."""

LOOP_TIMES: Final = ((1.0, 8), (2.0, 5), (3.0, 4), (float("inf"), 3))
"""Up to so many words come so many times in a row before it is a recognizer's loop: eight times `no` or
`ha`, five times `thank you`, three times a sentence into a deaf microphone. Whisper's loops run until
its text is full: tens of rounds."""

LOOP_WORDS: Final = 40
"""A round of a loop has at most 40 words: Whisper's text holds 224 tokens, which are three such rounds
and what was really said before."""

LETTERS_REPEATED: Final = 16
"""Letters (or syllables) that repeat more often than this within one word are a loop, too: longer than
any laugh or scream that somebody writes out."""

ECHO_TERMS: Final = 4
"""So many terms of the prompt in its own order, and nothing else, are no roll call but an echo: two or
three names in a row are called to a meeting's table."""

ECHO_TERMS_IN_DOUBT: Final = 2
"""… unless the detector doubts, or nobody could speak them so fast: then two are."""

DOUBTFUL_WORDS: Final = 0.37
"""A recognizer that gives its words less doubts them: Whisper's bound above as a probability, exp(−1)."""

REPETITIVE: Final = 2.4
"""A text that deflates better than this repeats itself (Radford et al. 2022, section 4.5)."""

FASTEST_LETTERS: Final = 35.0
"""Letters that somebody can say in a second: auctioneers have eight syllables of three letters, and an
utterance has half a second of padding besides."""

SHORTEST_PHRASE: Final = 0.03
"""Seconds; nobody says anything in less. Words that a model reads out of the silence behind a window end up
without any length at its end."""

SILENT_SHARE: Final = 0.01
"""Sound is silence when it stays this far (40 dB) below the loudest of its utterance, as a room
does behind a voice."""

WITNESSES: Final = 2
"""What is wrong in so many independent ways was not said. One alone proves nothing: people mumble, speak
fast and say what models like to invent."""

CPU_BATCH: Final = 4
"""Requests that a worker computes at once on a CPU …"""

GPU_BATCH: Final = 16
"""… and at most on a GPU …"""

GPU_ROW_SHARE: Final = 0.4
"""… as far as its free memory holds them: a row takes about this much of what the weights take (attention
over 30 s and five beams of 448 tokens; the most, for `small`)."""

SHORT_MARGIN_SECONDS: Final = 1.0
"""Short windows hold a second of silence behind their sound, in which the model ends its sentence …"""

SHORT_STEP_SECONDS: Final = 2.0
"""… and are cut to whole steps of 2 s, so that utterances of about the same length share a batch."""

UNHEARD_SECONDS: Final = 2.0
"""A reading without a word in 2 s that a voice detector took for speech is doubted, and the sound is read
again: breaths and `mm` are shorter …"""

TEMPERATURES: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
"""… by drawing at these temperatures, one after the other (Radford et al. 2022, section 4.5): a loop may
need the highest …"""

LIGHT_TEMPERATURES: Final = 2
"""… but where the words are only unsure, or missing, only at so many of them: higher ones find words that
are less likely, at several times the cost."""

SERVER_PATIENCE_SECONDS: Final = 120.0
"""A server that recognizes gets this long for one answer: a window of 30 s on a slow processor, behind
three others."""

SERVER_TRIES: Final = 5
"""A request that a busy or failing server (HTTP 429, 5xx) turned away is sent this often: waiting 1, 2, 4
and 8 s between gets past a restart and a rate limit …"""

SERVER_WAIT_SECONDS: Final = 60.0
"""… unless it says when to come again, which is obeyed up to a minute, the span of the common rate limits:
who says more has a quota that is used up."""

SERVER_ANSWER_BYTES: Final = 4 * 1024 * 1024
"""An answer that is longer is not read: 30 s of speech with every word's time take 20 kB."""

# --- minutes ------------------------------------------------------------------------------------

SENTENCE_PAUSE: Final[Samples] = SAMPLE_RATE * 350 // 1000
"""Where a recognizer writes no full stops, a pause this long between two words ends a sentence: longer
than a search for a word, and just above the pause at a comma."""

TOPICS_PER_ROOT: Final = 1.3
"""Topics grow with the square root of a meeting's minutes: 3 in four minutes, 7 in half an hour, 10 in
an hour. Long meetings have longer points, not only more of them …"""

TOPICS_MOST: Final = 20
"""… and at most 20: longer lists are not read."""

TEMPLATE_CHARACTERS: Final = 200_000
"""A user's template is at most this long: a hundred times what ours are."""

MINUTES_CHARACTERS: Final = 2_000_000
"""A template may write this much beside the transcript: more is a loop that does not end."""

MODEL_CONTEXT: Final = 8192
"""Tokens that a language model reads and writes at a time, unless the user says otherwise: what an 8B
model holds beside its weights on a GPU of 8 GB."""

MODEL_ANSWER: Final = 1536
"""Of these for the answer: 20 items with their quotes."""

MODEL_PATIENCE_SECONDS: Final = 300.0
"""One answer may take this long: a small model on a CPU reads 8000 tokens in about four minutes."""

MODEL_ANSWER_BYTES: Final = 4 * 1024 * 1024
"""An answer that is longer is not read: the longest honest one has a few ten thousand bytes."""

# --- pictures -----------------------------------------------------------------------------------

PICTURE_WIDTH: Final = 800
"""Pixels: what a chat and a page of text show without shrinking it."""

PICTURE_PAGE_WIDTH: Final = 380
"""Pixels: the column of a page's minutes, and a phone."""

PICTURE_ZOOM: Final = 2
"""Pixels of a PNG for one of the SVG: screens have two where people read closely."""

PICTURE_ROWS: Final = 24
"""Speakers in a picture, the last row being all others: with more, nobody finds anybody, and a chat shows
the picture too small to be read."""

# --- page ---------------------------------------------------------------------------------------

PAGE_SOUND_MEGABYTES: Final = 20.0
"""A page holds up to 20 MB of sound: two hours of speech at 16 kb/s and up, and still a file that opens at
once and goes through most mails."""

SERVE_PORT: Final = 8347
"""Not among the ports that are registered or usual, so that it is rarely taken."""
