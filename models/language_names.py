"""Languages by the English names that servers answer with instead of codes.

In: what an answer calls a language. Out: its ISO 639 code, or None. The names are those of Whisper's
vocabulary, in lower case.
"""

from __future__ import annotations

_NAMES = """
af afrikaans, am amharic, ar arabic, as assamese, az azerbaijani, ba bashkir, be belarusian, bg bulgarian,
bn bengali, bo tibetan, br breton, bs bosnian, ca catalan, ca valencian, cs czech, cy welsh, da danish,
de german, el greek, en english, es spanish, es castilian, et estonian, eu basque, fa persian, fi finnish,
fo faroese, fr french, gl galician, gu gujarati, ha hausa, haw hawaiian, he hebrew, hi hindi, hr croatian,
ht haitian, ht haitian creole, hu hungarian, hy armenian, id indonesian, is icelandic, it italian,
ja japanese, jw javanese, ka georgian, kk kazakh, km khmer, kn kannada, ko korean, la latin,
lb luxembourgish, lb letzeburgesch, ln lingala, lo lao, lt lithuanian, lv latvian, mg malagasy, mi maori,
mk macedonian, ml malayalam, mn mongolian, mr marathi, ms malay, mt maltese, my myanmar, my burmese,
ne nepali, nl dutch, nl flemish, nn nynorsk, no norwegian, oc occitan, pa punjabi, pa panjabi, pl polish,
ps pashto, ps pushto, pt portuguese, ro romanian, ro moldavian, ro moldovan, ru russian, sa sanskrit,
sd sindhi, si sinhala, si sinhalese, sk slovak, sl slovenian, sn shona, so somali, sq albanian, sr serbian,
su sundanese, sv swedish, sw swahili, ta tamil, te telugu, tg tajik, th thai, tk turkmen, tl tagalog,
tr turkish, tt tatar, uk ukrainian, ur urdu, uz uzbek, vi vietnamese, yi yiddish, yo yoruba, yue cantonese,
zh chinese, zh mandarin
"""

LANGUAGE_CODES: dict[str, str] = {
    name: code for code, _, name in (" ".join(entry.split()).partition(" ") for entry in _NAMES.split(","))
}
"""English name → code. A code may have several names."""


def language_code(said: object) -> str | None:
    """`English`, `EN` and `en-US` are all `en`; None for what is neither a known name nor a code."""
    if not isinstance(said, str):
        return None
    name = said.strip().lower()
    code = name.replace("_", "-").partition("-")[0]
    if name in LANGUAGE_CODES:
        return LANGUAGE_CODES[name]
    return code if len(code) in (2, 3) and code.isascii() and code.isalpha() else None
