"""The rules by which English words become sentences, for `sentences.py`.

`RULES`: texts by the rule's name, `;` between them, in which `{name}` is any text of a rule or any word
of `WORDS`, and `[this|that]` a choice. Everything is written as within a sentence: `sentences.py` sets
the capitals where sentences begin, and `an` for `a`.
"""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, str]] = {
    "kind": "{adj}; {adj}; {adj}; {attr}",
    "look": "{adj}; {color}; {color}",
    "sole": """the {item}; the {item}; the {kind} {item}; {whose} {item}; this {item}; that {item}; the
        {item} for {name}; a {kind} {item}; another {item}""",
    "number": "{few}; {few}; {teen}; {ten}; {compound}",
    "big": """{few} hundred; {one} thousand; {few} thousand; {compound} thousand; a hundred; a thousand;
        {few} hundred and {compound}; {one} million; one hundred and {teen}""",
    "amount": "{number}; {number}; {big}",
    "hour": """{few} o'clock; half past {few}; a quarter to {few}; a quarter past {few}; noon; midnight;
        {few} thirty; {few} fifteen; {few} in the [morning|afternoon|evening]""",
    "date": "the {ordinal} of {month}; {month} the {ordinal}; {weekday}, the {ordinal} of {month}",
    "day": """{weekday}; tomorrow; today; this [morning|afternoon|evening]; {weekday} {part_of_day};
        next week; next {weekday}; the end of {month}; the end of the week; tonight; next month""",
    "when": """tomorrow; today; on {weekday}; on {weekday} {part_of_day}; at {hour}; next week; next
        year; next month; tonight; this [morning|afternoon|evening]; tomorrow morning; in {month}; on
        {date}; later; soon; in {number} minutes; in {few} days; after the
        [break|meeting|weekend|holidays]; before {hour}; every {weekday}; at the same time; in the spring;
        in [summer|autumn|winter]; at the end of {month}""",
    "past": """yesterday; last week; last {weekday}; {few} days ago; this morning; last night; last
        year; an hour ago; on {weekday}; in {month}; {number} minutes ago; for the first time; on Sunday
        night""",
    "by": "by {weekday}; by {weekday}; by {day}; by {day}; before {weekday}; by {hour}",
    "every": """every day; every week; every second; every ten seconds; every {part_of_day}; every
        month; every hour; once a week; twice a year; all the time; most of the time""",
    "long": """{number} minutes; an hour; {few} hours; {few} days; a week; {few} weeks; {number}
        seconds; a moment; {few} months; two more weeks; a long time; half an hour; {number} years""",
    "item": "{core}; {core}; {thing}; {thing}; {thing}",
    "items": "{cores}; {cores}; {things}; {things}; {things}",
    "obj": """the {item}; the {item}; the {kind} {item}; {whose} {item}; the {items}; this {item}; a
        {item}; {number} {items}; the {item} for {name}; a {kind} {item}; all the {items}; these {items};
        that {item}; the {item} and the {item}; some {items}; the {language} {item}; another {item}; those
        {kind} {items}""",
    "home": """the {house}; the {look} {house}; {whose} {house}; the {houses}; a {look} {house}; {few}
        {houses}; those {houses}; this {house}""",
    "who": "{name}; {name}; {name}; my {relative}; the {person}; {whose} {relative}; our {person}",
    "people": """the {persons}; most people; {number} people; {name} and {name}; our {persons}; many
        {persons}; {big} people; everybody here; the people at the {place}; all of them; both of us; some
        {persons}""",
    "where": """at the {place}; in the [kitchen|garden|office|library|village|park|forest|hotel|castle];
        in {city}; near the {place}; at home; behind the {place}; here; in front of the {place}; next to
        the {place}; in {country}; across the street; there; around the corner""",
    "to_place": """to the {place}; to the {place}; to {city}; home; to {country}; to school; to work;
        there; through the {place}; over the bridge; back to the {place}""",
    "eat": """{food}; {fruit}; some {food}; {food} and {food}; {fruit} and {fruit}; {few} {fruit}; fresh
        {food}; {food} with {food}; a little {food}; a [slice|piece|bit] of {food}""",
    "weapon": """the {gear}; a {look} {gear}; my {gear}; {few} {gears}; the {look} {gear}; a {gear} of
        {material}""",
    "foe": """the {monster}; the {look} {monster}; {few} {monsters}; the {monsters}; a {monster}; the
        {hero}""",
    "why": """because {he} was {state}; because it is {quality}; because we need more {abstract}; so we
        can {live}; if you like; but {who} is {state}; and then we {live}; although it is {adj}; while
        {who} is {living}""",
    "open": "okay,; well,; so,; yes,; no,; right,; sorry,; actually,; maybe; all right,; oh,; great,",
    "answer": """yes.; yes.; yes.; no.; no.; no.; okay.; okay.; right.; thank you.; thank you.; thanks.;
        hello everybody.; hi everyone.; I agree.; sure.; of course.; good [morning|evening|afternoon],
        {name}.; yeah.; yes, {name}.; no, {name}.; goodbye.; me too.""",
    "short": """yes.; yes.; no.; no.; okay.; okay.; right.; thank you.; thank you.; thanks.; hello.; hi,
        everybody.; good [morning|evening|afternoon|night], {name}.; I agree.; sure.; maybe.; of course.;
        goodbye.; bye, {name}.; goodbye, {name}.; hi, {name}.; hello, {name}.; thank you, {name}.; no,
        thank you.; yes, please.; exactly.; sorry.; please.; {name}?; {number}.; {number} {items}.; what?;
        why?; when?; where?; who?; really?; how much?; how many?; fine.; perfect.; I don't know.; not
        now.; {weekday}.; I think so too.; I don't think so.; that's right.; that's wrong.; me too.;
        wait.; stop.; come on.; yeah.; of course not.; go on, {name}.; why not?; what's that?; I see.; no
        problem.; well done.; good idea.; excellent.; absolutely.; never.; always.; tomorrow.; today.;
        nothing.; nobody.; everyone.; yes, {name}.; no, {name}.; okay, thank you.; okay, {name}.; okay,
        good.; great, thanks.; you're welcome.; see you {when}.; good luck.; I'm {state}.; we're {state}.;
        {adj}.; is that so?; that's fine.; I hope so.; good point.; I'm here.; let's go.; let's start.;
        one moment, please.; just a minute.; excuse me.; not really.; very good.; fair enough.; got it.;
        done.; agreed.; true.; wow.; welcome, {name}.; morning.; good question.""",
    "request": """[can|could|will|would] you {act} {obj} {by}?; please {act} {obj} {by}.; {name}, please
        {act} {obj}.; [can|could] you send [me|us|him|her|them|everyone] {obj} {by}?; {name}, can you
        {act} {obj} {by}?; please tell [me|us|him|her|them|everybody] about {obj}.; would you please {act}
        {obj}?; could {who} {act} {obj} {when}?; please don't {act} {obj}.; let me {act} {obj}.; give
        [me|us|him|her|them] {long}, please.; please ask {who} about {obj}.; can we {act} {obj} {when}?;
        may I {act} {obj}?; do you mind if I {act} {obj}?; can somebody {act} {obj}?; remember to {act}
        {obj} {by}.; please wait {long}.""",
    "action": """I will {act} {obj} {by}.; I'll {act} {obj} {by}.; {name} will {act} {obj} {by}.; we
        will {act} {obj} {when}.; {I_will} {act} {obj}.; {who} wants to {act} {obj}.; I can {act} {obj}
        {when}.; I need to {act} {obj} first.; we have to {act} {obj} {by}.; {who} has to {act} {obj}.;
        I'm going to {act} {obj} {when}.; we should {act} {obj}.; somebody must {act} {obj} {by}.; {name}
        and {name} will {act} {obj}.; I'll send {others} {obj} {by}.; I will call {who} {when}.; {I_will}
        ask {who} about {obj}.; I will speak with {who} before {day}.; we need {amount} dollars for
        {obj}.; I would rather {act} {obj} than {act} {obj}.; we must not {act} {obj}.; I will spend
        {long} on {obj}.; {they} {try} to {act} {obj}.; we must spend more {abstract} on {obj}.; {they}
        {can} {act} {obj} {when}.; {I_will} {reach} {who} {when}.; {they} {cannot} {act} {obj} {by}.;
        [I've|we've|they've|you've] [promised|agreed|decided] to {act} {obj}.; I'd rather {act} {obj}
        {when}.; someone has to {reach} {who} and {act} {obj}.""",
    "decision": """it is decided, we will {act} {obj}.; we decided to {act} {obj}.; then we {act} {obj}
        {when}.; so the decision is to {act} {obj}.; we agreed to {act} {obj} {by}.; we will not {act}
        {obj}.; let's {act} {obj} {when}.; we won't {act} {obj} this year.; everyone agrees, we {act}
        {obj}.; then {weekday} it is.; we vote for {obj}.; we have decided that {name} will {act} {obj}.;
        {amount} voted for {obj} and {number} against it.; we'll take {obj}.; the meeting begins on
        {weekday} at {hour}.; our next meeting will be {when}.; we can decide that {when}.""",
    "ask": """do you {enjoy} {obj}?; did you {act} {obj}?; who will {act} {obj}?; when can you {act}
        {obj}?; is {sole} {adj}?; what do you think about {obj}?; why did {who} {act} {obj}?; how long did
        you {live}?; where is {sole}?; how many {items} do we need?; how much does {sole} cost?; have you
        seen {who}?; are you {state}?; is it {adj} enough?; should we {act} {obj} or {act} {obj}?; what
        happens if we {act} {obj}?; which {item} do you {enjoy}?; what time is it?; does {who} know about
        {obj}?; has anyone {done} {obj}?; is there a {item} for {obj}?; are there any {items} left?; what
        about {obj}?; was it {adj} or {adj}?; were you {where} {past}?; do we know why {who} {acted}
        {obj}?; who is {living}?; is {who} {living} {where}?; do you want to {go} {to_place} {when}?; what
        did {who} say about {obj}?; do the {items} happen {every}?; whose {house} is this?; can everybody
        hear {name}?; how can I {act} {obj}?; isn't it {adj}?; don't you {enjoy} {obj}?; is there anything
        else to {act}?; would you [like|love] to {reach} {who}?; how {adj} is {sole}?; aren't you {trying}
        to {act} {obj}?; who {reached} {whom} {past}?; does that make sense?; does it make any sense to
        {act} {obj}?; what kind of {item} is it?; what's the [reason|point|size|color|cost] of {sole}?;
        where's {name}?; who's there?; what's wrong with {sole}?; wasn't {who} {living} {where}?; have you
        ever {done} {obj}?; did anything happen {past}?; wouldn't you {act} {obj}?""",
    "state_of": """the {item} is {measure} {adj}.; the {item} was {adj} {past}.; the {items} are {adj}.;
        the {items} were {measure} {adj}.; there is a {item} {where}.; there are {number} {items}
        {where}.; it is {quality} than {obj}.; this {item} is {quality} than the other one.; {he} is
        {measure} {adj}.; there was nothing {where}.; {sole} cost {amount} dollars.; the {item} went
        {quality} than expected.; {people} used {obj} {past}.; the {item} isn't {adj} enough.; that costs
        {amount} euros.; nobody knows where the {item} is.; it happened {past}.; the {item} does not
        work.; the {item} didn't work {past}.; there aren't enough {items}.; the server is down {when}.;
        the server did not answer for {long}.; the battery was empty after {long}.; it takes {long}.; the
        {item} of {name} is {adj}.; {number} of the {items} were {adj}.; everything is {adj} here.;
        something is wrong with {obj}.; {sole} was {done} by {who} {past}.; the {items} must be {done}
        {by}.; {sole} has been {done}.; it is the only {item} of all.; it is the only {item} of this
        {matter}.; the {matter} is not {measure} {adj}.; the {color} {house} is {quality} than the {color}
        one.; that would make {sole} {quality}.; they're {measure} {adj}.""",
    "told": """{who} {acted} {obj} {past}.; {who} {said} that {they} {enjoyed} {obj}.; {they} {acted}
        {obj} {past}.; I {acted} {obj}, {why}.; {who} {enjoys} {obj}.; {they} {enjoy} {obj}, {why}.; {who}
        {acts} {obj} {every}.; {people} {enjoyed} {obj}.; {who} has never {done} {obj}.; {they} {enjoyed}
        the {item} of {name}.; {who} was {acting} {obj} when I {went} {to_place}.; I've already {done}
        {obj}.; we haven't {done} {obj} yet.; {I_will} {act} it {when}, {why}.; I {said} so {past}.; I
        couldn't {act} {obj}, {why}.; {he} doesn't {act} {obj} {every}.; they didn't {enjoy} {obj}.; I
        think that {who} {acted} {obj}.; {who} {often} {acts} {obj}.; {who} told {whom} that {sole} is
        {adj}.; {who} asked if {they} {enjoy} {obj}.; {who} asks for {sole} {every}.; {they} {reached}
        {who} {past}.; {they} {tried} to {act} {obj}.; {who} {reached} {whom} {where}.; {they} {often}
        {enjoyed} {obj}.; {who} was {reaching} {whom} {when}.; {he} couldn't {act} {obj}.""",
    "standup": """yesterday I {acted} {obj}.; today I will {act} {obj}.; I am still {acting} {obj}.; I'm
        blocked by {obj}.; I {acted} {obj} and {acted} {obj}.; {name} is {acting} {obj} with me.; the
        {item} is almost finished.; I have no news today.; I spent {long} on {obj}.; I need help with
        {obj}.; the {item} will be ready {when}.; I'm waiting for {obj} from {name}.; we found {number}
        {items} in {obj}.; next, I'll {act} {obj}.; nothing is in my way.; I started {acting} {obj}
        {past}.""",
    "family": """{who} lost {home} {where}.; {who} {handled} {home} {past}.; can you {handle} {home}
        {when}?; please {handle} {home}.; I'm {handling} {home}.; where did you put {home}?; {who} is
        {state} {when}.; we're {going} {to_place} {when}.; let's {go} {to_place} {when}.; {who} {went}
        {to_place} {past}.; do you want {eat}?; we need {eat} and {eat}.; I bought {eat} {where}.; dinner
        is ready, come {adverb}.; {who} has a {event} {when}.; the {event} was {measure} {adj}.; {whose}
        {body} hurts.; don't {handle} {home}.; {who} likes {hobby} and {hobby}.; we {lived} {adverb}
        {where}.; they were {living} {where}.; {who} will {live} {where} {when}.; happy birthday, {name}!;
        be careful with {home}.; it is {weather} and {weather} {where}.; the weather will be {weather}
        {when}.; there is {food} on the table.; I saw a {animal} {where}.; the {animals} are {measure}
        {adj}.; {who} wants a {animal} for Christmas.; {who} is {number} years old.; the {animal} ate
        {eat}.; I feel {measure} {state}.; have a nice {event}, {name}.; whose {relative} is that?; my
        {relative} works as a {person}.; {few} {animals} ran through the {place}.; I can't find {home}.;
        you shouldn't {live} {where}.; it smells like {eat}.; the kids are {living} {adverb}.; I'd like
        {eat}, please.; who wants to play {hobby}?; we've got {eat}.""",
    "game": """roll for initiative!; roll for {skill}, {name}.; I {fight} {foe} with {weapon}.; the
        {monster} attacks {name}.; I rolled a [{few}|{few}|{teen}|twenty].; {name}, make a {skill} check.;
        we {go} through the {dungeon}.; I look for {weapon} in the {dungeon}.; you see {foe} in the
        {dungeon}.; my {hero} {fought} {foe}.; the {hero} carries {weapon}.; you take {number} points of
        damage.; it's your turn, {name}.; is the {monster} still alive?; who has {weapon}?; I want to
        {fight} {foe}.; does that hit?; you find {weapon} and {few} {gears}.; I cast a spell on {foe}.;
        the dragon is {measure} {adj}.; we should rest before we {fight} {foe}.; I have {number} hit
        points left.; the {dungeon} is {adj} and {adj}.; {foe} ran into the {dungeon}.; I open the
        [chest|scroll|door|gate] {adverb}.; the {hero} gives you {weapon}.; add {few} to your roll.;
        that's a natural twenty!; I hide behind the {hero}.; we {fought} {foe} in the {dungeon}.; you win,
        {name}!; your {skill} is {number}.; the {monster} falls asleep.; I try to {fight} {foe} {adverb}.;
        draw {few} cards and {act} one.; we lost the battle.""",
    "museum": """this {exhibit} is made of {material}.; the {exhibit} is from the {century} century.;
        welcome to the museum.; please don't touch the {exhibits}.; the {exhibit} shows {who} with a
        {animal}.; the artist painted it in {city}.; tickets cost {number} dollars for children.; it is
        free for {persons}.; the museum opens at {hour} on {weekday}.; the tour takes {long}.; follow the
        {person} to the {exhibits}.; {people} came to the museum {past}.; the {look} {exhibit} was found
        {where}.; this {exhibit} belonged to the {hero}.; the visitors {enjoyed} the {exhibits}.; a
        {exhibit} of {material} and {material}.; the exhibition is open until {hour}.; many visitors speak
        {language}.; do {persons} have to pay here?; the {exhibits} are {measure} {adj}.; who painted this
        {exhibit}?; the {exhibit} comes from {country}.; we have {amount} {exhibits} in this room.; nobody
        sees the difference between the {exhibits}.; the director hopes for {amount} visitors.""",
    "call": """hello {name}, can you hear {who}?; welcome to our community call.; we have {few} things
        on the agenda.; {name}, you are muted.; I can't hear {who}.; I can hear {who} {measure} well.;
        thank you for {acting} {obj}.; let's talk about {obj}.; we talked about {obj} {past}.; the first
        topic is {obj}.; go ahead, {name}.; the last question is about {obj}.; are there any other
        questions?; that is everything about {obj}.; I {enjoy} your {item}, {name}.; {name} has a question
        about {obj}.; thank you all for {acting} {obj}.; have a good {part_of_day}, everyone.; that makes
        {obj} {quality}.; to be honest, I don't {enjoy} {obj}.; I agree with {name}.; that was good news
        from {name}.; one more thing, {sole} is {adj}.; we will begin at {hour}.; the community wants
        {obj}.; there are {amount} dollars left for {obj}.; we have {number} new members.; it is already
        {hour}.; let me repeat, {name} will {act} {obj}.; what else can we do about {obj}?; the money is
        enough for {long}.; {weekday} is fine with {whom}.; {weekday} would be a good day for {who}.; the
        date is {date}.; we met on {date}.; today is {date}.; I'm free on {weekday} at {hour}.; the
        holidays begin on {date}.; it would be the {ordinal} time.; we said {weekday}, not {weekday}.;
        it's {hour}.; see you on {weekday} at {hour}.""",
    "led": """{open} {action}; {open} {ask}; {open} {told}; {open} {state_of}; {open} {decision}; {open}
        {family}; {open} {request}""",
    "pair": """{short} {action}; {short} {ask}; {short} {state_of}; {short} {call}; {short} {family};
        {short} {short}; {short} {told}""",
    "room": """{they} have {abstract} and {abstract}.; we don't have enough {abstract}.; the {place} is
        {where}.; I speak {language} and {language}.; {city} is in {country}.; you can {act} it {adverb}.;
        {number}, {number}, {number}.; {number} and {number} is {number}.; my number is {one} {one} {one}
        {one}.; {month} is {quality} than {month}.; {name}, {name} and {name} are {living}.; between
        {number} and {number} {items}.; from {weekday} to {weekday}.; {measure} {state} {persons} {live}
        {where}.; the {houses} and the {animals} are {where}.; either {obj} or {obj}.; neither of them
        {lived} {where}.; without {abstract}, nothing works.; instead of {acting} {obj}, we {lived}.; the
        {houses} {toward} the {house} are {look}.; {adj}, {adj} and {adj}.; {kind} {matters} and {kind}
        {matters}.; {acting} and {acting} is {measure} {adj}.""",
    "chat": """I mean it, {name}.; that depends on {who}.; it seems [possible|impossible|likely] to me.;
        keep it under {number} {items}.; perhaps {who} left something {where}.; someone turned off the
        {house}.; it doesn't matter, {name}.; we've never been {where}.; there's something between the
        {houses}.; they stood among the {animals}.; the {house} stands {toward} the {house}.; {who} put
        {home} {toward} the {house}.; look {toward} the {place}.; whatever {they} {enjoy}, it's {adj}.;
        he's {living} {where}.; she's {measure} {state} {when}.; they're {going} {to_place}.; you're
        {trying} to {act} {obj}.; it's up to {whom}.; I'd love to {live} {where}.; the {matter} of this
        {matter} is {adj}.; that's the {adj} {matter} of the {place}.; in this {matter} we need {few}
        {matters}.; during the {event} {who} {lived} {where}.; each {matter} has {few} {matters}.; such a
        {kind} {matter} is {measure} rare.; take a look at {home}.; both {matters} are {adj} enough.; stop
        {trying} to {act} {obj}.; {name} grew up {where}.; I became a {person} {past}.; as far as I know,
        {who} is {state}.; let me think about it for {long}.; turn [left|right] at the {place}.; go
        straight ahead to the {place}.; it feels like {weekday}.; I've been {living} here for {long}.; the
        {matters} of the {matter} were {adj}.; nothing ever happens {where}.; anyone can {act} {obj}.;
        somewhere {toward} the {place} is a {place}.; it might be {weather} {when}.; I keep {handling}
        {home}.; if I were you, I'd {act} {obj}.; {who} fell asleep {past}.; thanks for coming {when}.;
        {people} stay for about {long}.; {who} paid for {obj}.; we paid {amount} euros for {obj}.; the
        {item} is paid until {day}.; please sit down, {name}.; {who} feels better {when}.; it could be
        better, but it could be worse.; who is coming {when}?; {name} is coming with us {to_place}.; the
        older {house} is better than the {adj} one.; {few} hours are enough.; there's only one {matter},
        {name}.; that was {few} seconds ago.; two things are {adj}, the {item} and the {item}.; we
        understand {obj} now.; I see the difference.; have a nice {part_of_day}, {name}.; {people} came
        {past}.; don't {reach} {who} {when}.; I used to {live} {where}.; he {often} {went} {to_place}.;
        whose turn is it to {handle} {home}?; could I have another {house}, please?; {whose} {matter} was
        never {measure} {adj}.; she gave {whom} {few} {houses}.; take it or leave it.; we ran out of
        {food} {past}.; open the {house}, it's {weather}.; the {person} next door is {living} again.;
        {they} felt {measure} {state} {past}.; there's no {abstract} left.; there was too much {abstract}
        and too little {abstract}.; how about {hobby} {when}?""",
    "joined": """I will {act} {obj} {by}, and {name} will {act} {obj} {when}.; before we {act} {obj},
        please ask {who} about {obj}.; when the {item} is {adj}, {name} can {act} it.; if {who} doesn't
        {act} {obj} {by}, we have to {act} it.; {who} {said} that {they} {acted} {obj}, but {they}
        {enjoyed} {obj}.; we {went} {to_place} {past}, and {who} {lived} {where} for {long}.; I {acted}
        {obj} {past}, and today I will {act} {obj}.; {people} came to the {place} {past} and {acted}
        {obj}.; {they} {enjoy} {obj}, but {they} don't {enjoy} {obj}.; most of them {enjoyed} {obj} and
        the {matters} about {obj}.; although {sole} was {measure} {adj}, {people} {enjoyed} it.; {who}
        {reached} {who} {past}, {linked} {they} {acted} {obj}.; since {sole} is {adj}, {they} {can} {act}
        it {when}.; {name} thinks that {sole} is {quality} than {sole}.; {who} wants to {act} {obj},
        {linked} {who} {enjoys} {obj}.; please {act} {obj} {by}, {linked} {they} {cannot} {act} {obj}.; in
        {month} we will {act} {obj}, and in {month} we will {act} {obj}.; the {item} {where} is {measure}
        {adj}, but the {item} {where} is {adj}.; {foe} {fought} {foe} in the {dungeon}, {linked} {they}
        {fought} {foe}.; {who} {went} {to_place} {past}, bought {eat}, and {went} {to_place}.; do you want
        to {act} {obj} {when}, or should {who} {act} it?; can you tell [me|us|him|her|them|everybody] why
        {who} {acted} {obj} {past}?; {they} will not {act} {obj} unless {who} {acts} {obj}.; the visitors
        {enjoyed} the {exhibits}, but {people} did not {enjoy} {obj}.; the {exhibit} was made of
        {material} in the {century} century, and it came to {city} {past}.; {name} will {act} {obj} {by},
        {name} will {act} {obj}, and I will {act} {obj}.; there are {amount} dollars for {obj} and
        {amount} dollars for {obj}.; only {amount} of {amount} {persons} {enjoyed} {obj} {past}.; {who}
        {handled} {home} while {who} was {living} {where}.; {who} and {who} are {going} {to_place} {when}
        {linked} {they} {live} {where}.; I am {state} {linked} {who} {handled} {home}, and now {they}
        {can} {handle} {home}.; {whose} {relative} {enjoys} {hobby}, {hobby} and {hobby}, but {whose}
        {relative} {enjoys} {hobby}.""",
}

KINDS: Final[dict[str, int]] = {
    "answer": 6,
    "short": 11,
    "request": 7,
    "action": 9,
    "decision": 5,
    "ask": 9,
    "state_of": 8,
    "told": 7,
    "standup": 4,
    "family": 8,
    "game": 7,
    "museum": 5,
    "call": 8,
    "chat": 8,
    "led": 4,
    "pair": 4,
    "room": 4,
    "joined": 18,
}
"""What sentences are, and how often out of their sum."""

FRAGMENTS: Final = (
    "obj",
    "home",
    "who",
    "people",
    "where",
    "eat",
    "weapon",
    "foe",
    "when",
    "past",
    "amount",
    "date",
    "hour",
    "matters",
    "look",
    "weather",
    "why",
)
"""What also stands among loose words."""
