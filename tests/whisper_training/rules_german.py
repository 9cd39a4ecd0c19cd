"""The rules by which German words become sentences, written as `rules_english.py` says."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, str]] = {
    "number": "{few}; {few}; {more}",
    "amount": "{number}; {number}; hundert; tausend; {hundreds}",
    "hour": "{few} Uhr; halb {few}; Viertel nach {few}; Viertel vor {few}",
    "date": "am {ordinal} {month}; vor dem {ordinal} {month}",
    "when": """{time}; am {weekday}; um {hour}; nächste Woche; nächstes Jahr; am Abend; am Nachmittag;
        im {month}; in {few} Tagen; nach der Pause; in einer Stunde; morgen früh; {date}; jeden {weekday};
        im Sommer; im Winter""",
    "past": """{then}; {then}; am {weekday}; letzte Woche; letztes Jahr; vor {few} Tagen; heute Morgen;
        vor einer Stunde""",
    "by": "bis {weekday}; bis morgen; bis {hour}; bis nächste Woche; bis Ende {month}",
    "nominative": """der {m}; die {f}; das {n}; der {kleine} {m}; die {kleine} {f}; das {kleine} {n};
        mein {m}; unsere {f}; dieses {n}; dieser {m}; deine {f}; sein {n}; ihre {f}""",
    "obj": """den {m}; die {f}; das {n}; den {kleinen} {m}; die {kleine} {f}; das {kleine} {n}; die
        {plural}; einen {m}; eine {f}; ein {n}; meinen {m}; deine {f}; unser {n}; {few} {plural}; die
        {kleinen} {plural}; diese {plural}; alle {plural}; einen {kleinen} {m}; eine {kleine} {f}""",
    "dative": """dem {m}; der {f}; dem {n}; dem {kleinen} {m}; der {kleinen} {f}; dem {kleinen} {n};
        einem {m}; einer {f}""",
    "who": """{name}; {name}; {name}; mein {uncle}; meine {aunt}; dein {uncle}; die {aunt}; der {uncle};
        unsere {aunt}; unser {uncle}; er; sie; jemand; niemand""",
    "people": """die {them}; wir; {name} und {name}; viele {them}; meine {them}; {number} {them}; alle
        {them}""",
    "where": """im {dem}; in der {der}; in {city}; zu Hause; vor dem {dem}; hinter der {der}; neben der
        {der}; bei {name}""",
    "whom": "mir; dir; ihm; ihr; uns; {name}",
    "can": "kann; will; muss; soll; darf; wird; möchte",
    "cans": "können; wollen; müssen; sollen; dürfen; werden; möchten",
    "why": """weil {who} {state} ist; weil es {klein} ist; wenn du willst; damit wir {leben} können;
        aber es ist {klein}; obwohl es {weather} ist""",
    "answer": """ja.; ja.; ja.; nein.; nein.; nein.; okay.; okay.; gut.; danke.; danke.; genau.;
        richtig.; bitte.; hallo zusammen.; guten Tag.; guten Morgen, {name}.; ja, {name}.; nein, {name}.;
        klar.; einverstanden.; stimmt.""",
    "short": """ja.; ja.; nein.; nein.; gut.; danke.; vielen Dank.; okay.; genau.; richtig.; bitte.;
        hallo zusammen.; guten Morgen, {name}.; guten Tag.; guten Abend.; gute Nacht.; auf Wiedersehen.;
        tschüss, {name}.; hallo, {name}.; vielleicht.; natürlich.; klar.; stimmt.; das stimmt.; stimmt
        nicht.; keine Ahnung.; warum?; wann?; wo?; wer?; was?; wie bitte?; wirklich?; ich weiß nicht.; ich
        auch.; nein, danke.; ja, bitte.; ja, {name}.; los geht's.; einen Moment, bitte.; schade.; super.;
        na gut.; alles klar.; kein Problem.; gern.; Moment.; halt.; Entschuldigung.; bis morgen.; bis
        bald.; bis {weekday}.; viel Glück.; {weekday}.; {number}.; {name}?; fertig.; noch nicht.; nie.;
        ich bin {state}.; bist du {state}?; sehr gut.; gute Idee.; ich glaube schon.; das geht nicht.; wie
        viel?; tut mir leid.""",
    "request": """kannst du {obj} {by} {machen}?; bitte {obj} nicht {machen}.; könntest du
        [mir|ihm|ihr|uns] {obj} zeigen?; {name}, kannst du {obj} {machen}?; würdest du bitte {obj}
        {machen}?; können wir {obj} {when} {machen}?; darf ich {obj} {machen}?; wer kann {obj} {machen}?;
        bitte gib {whom} {obj}.; bitte warte {number} Minuten.; schick mir bitte {obj} {by}.; frag bitte
        {name}.""",
    "action": """ich werde {obj} {by} {machen}.; {who} {can} {obj} {by} {machen}.; {people} {cans} {obj}
        {machen}.; wir müssen {obj} {when} {machen}.; ich muss zuerst {obj} {machen}.; {name} {macht}
        {obj} {when}.; ich rufe {name} {when} an.; ich schicke dir {obj} {by}.; wir brauchen {amount} Euro
        für {obj}.; {when} {can} {who} {obj} {machen}.; ich kümmere mich {when} um {obj}.; ich spreche
        {when} mit {name}.""",
    "decision": """dann ist es beschlossen.; wir haben beschlossen, {obj} zu {machen}.; dann {machen}
        wir {obj} {when}.; wir {machen} {obj} nicht.; alle sind dafür, dass wir {obj} {machen}.; wir
        treffen uns {when} {where}.; die nächste Sitzung ist {when}.; wir einigen uns auf {obj}.; {amount}
        waren dafür und {number} dagegen.; wir entscheiden das {when}.; die Eröffnung ist {date}.; wir
        treffen uns am {weekday}, dem {ordinal} {month}.""",
    "ask": """wo ist {nominative}?; wer hat {obj} {gemacht}?; wann {macht} {who} {obj}?; warum {macht}
        {who} {obj} nicht?; hast du {obj} {gemacht}?; wie viele {plural} brauchen wir?; was kostet
        {nominative}?; ist {nominative} {klein} genug?; habt ihr {name} gesehen?; wie spät ist es?; was
        machen wir mit {dative}?; welche {f} meinst du?; können mich alle hören?; gibt es noch {plural}?;
        sollen wir {obj} oder {obj} {machen}?; weißt du, wo {nominative} ist?; kommst du {when} mit?; wie
        geht es {whom}?; spricht hier jemand {language}?; wie lange dauert das?; was ist {better},
        {nominative} oder {nominative}?; habt ihr genug {much}?; warum bist du so {state}?; wollen wir
        {when} {leben}?; was hältst du von {dative}?; seit wann {lebt} {name} {where}?; wem gehört
        {nominative}?""",
    "is": """{nominative} ist {sehr} {klein}.; {nominative} war {past} {klein}.; die {plural} sind
        {sehr} {klein}.; es gibt {number} {plural} {where}.; {nominative} kostet {amount} Euro.;
        {nominative} ist nicht {klein} genug.; niemand weiß, wo {nominative} ist.; das ist {sehr}
        {klein}.; {nominative} funktioniert nicht.; das dauert {number} Minuten.; es ist {hour}.; heute
        ist {weekday}.; mit {dative} stimmt etwas nicht.; {nominative} ist {klein}, aber {nominative} ist
        {klein}.; {nominative} ist {better} als {nominative}.; wir haben genug {much}.; das ist {better}
        als gestern.; dafür haben wir nicht genug {much}.; das liegt an {dative}.; {nominative} wurde von
        {name} {gemacht}.""",
    "told": """{who} hat {obj} {past} {gemacht}.; {people} haben {obj} {gemacht}.; ich habe {obj}
        {gemacht}, {why}.; {name} sagt, dass {nominative} {klein} ist.; {name} hat {obj} noch nie
        {gemacht}.; ich habe [keinen {m}|keine {f}|kein {n}] {gemacht}.; gestern habe ich {obj}
        {gemacht}.; ich habe {obj} schon {gemacht}.; wir haben {obj} noch nicht {gemacht}.; ich denke,
        dass {name} {obj} {gemacht} hat.; {people} haben {past} {where} {gelebt}.; ich konnte {obj} nicht
        {machen}, {why}.""",
    "family": """{who} {lebt} {adverb} {where}.; wir {leben} {when} {where}.; möchtest du {food}?; wir
        brauchen {food} und {food}.; das Essen ist fertig.; {name} spielt gern {hobby}.; es ist {weather}
        und {weather}.; {name} ist {number} Jahre alt.; alles Gute zum Geburtstag, {name}!; ich habe
        {food} gekauft.; die Kinder {leben} {adverb}.; {name} ist {sehr} {state}.; wir fahren {when} nach
        {city}.; {people} {leben} {adverb}.; wer möchte {hobby} spielen?; meine {aunt} wohnt in {city}.;
        das Wetter wird {when} {weather}.; {name} kommt {when} nach Hause.; ein {animal} {lebt} {where}.;
        die {animals} {leben} {where}.; mein {body} tut weh.; wir gehen {when} zum {place}.; {name} ist
        {past} zum {place} gegangen.; wie war [der|dein|euer] [Urlaub|Geburtstag|Ausflug|Tag]?; {name} hat
        {when} [Unterricht|Geburtstag|Urlaub|frei].; ich wünsche dir viel {much}.; hast du den {animal}
        gesehen?; {who} trinkt {adverb} [Kaffee|Tee|Milch|Wasser|Saft].; ich freue mich auf [den
        Urlaub|die Reise|das Fest|das Konzert|die Hochzeit].; gute Besserung, {name}!; vergiss {obj}
        nicht.; pass auf {obj} auf.; kannst du mir {obj} geben?; es regnet {where}.; nach {dative} {leben}
        wir.; ohne {obj} geht es nicht.""",
    "game": """würfle auf {skill}, {name}.; der {monster} steht {where}.; ich habe {few} Punkte.; du
        bist dran, {name}.; der {monster} greift {name} an.; mein {monster} ist {sehr} {klein}.; du
        findest {obj} {where}.; der {monster} hat {number} Punkte.; ich verstecke mich {where}.; {name}
        gewinnt!; lebt der {monster} noch?; der {monster} und der {monster} {leben} {where}.; wir haben
        das Spiel verloren.""",
    "call": """hallo {name}, kannst du mich hören?; ich höre dich {sehr} gut.; willkommen im Museum.;
        das erste Thema ist {nominative}.; wir haben {few} Themen.; hat noch jemand eine Frage?; reden wir
        über {obj}.; das war es für heute.; {weekday} passt mir gut.; ich bin mit {dative} einverstanden.;
        einen schönen Tag noch.; danke, dass ihr da seid.; {name} hat eine Frage zu {dative}.; der
        Eintritt ist für Kinder frei.; das Museum öffnet um {hour}.; wir sprechen {language} und
        {language}.; {nominative} ist aus dem {ordinal} Jahrhundert.""",
    "led": """[also,|gut,|ja,|nein,|na ja,|ach,|okay,] {action}; [also,|gut,|ja,|nein,|und] {ask};
        [also,|ja,|nein,] {told}""",
    "pair": "{short} {action}; {short} {ask}; {short} {is}; {short} {short}; {short} {family}",
    "museum": """diese {art} sind aus {stuff}.; die {art} kommen aus {city}.; bitte die {art} nicht
        berühren.; wer hat diese {art} gemalt?; die Führung dauert {number} Minuten.; der Eintritt kostet
        {number} Euro.; {number} Besucher haben {obj} gesehen.; das Museum hat {number} {art}.; die {art}
        sind {sehr} {klein}.; wir sehen hier {number} {art} aus {stuff} und {stuff}.; die Besucher können
        {obj} {when} sehen.; die Ausstellung beginnt {when}.; wo finde ich die {art}?; diese {art}
        gehörten dem König.""",
    "standup": """gestern habe ich {obj} {gemacht}, heute werde ich {obj} {machen}.; ich warte noch auf
        {obj} von {name}.; ich brauche Hilfe bei {dative}.; {nominative} ist fast fertig.; ich bin noch
        nicht fertig mit {dative}.; {name} hilft mir bei {dative}.; wir haben {number} Fehler gefunden.;
        als Nächstes [muss|will|kann|möchte] ich {obj} {machen}.; nichts hält mich auf.; {obj} habe ich
        {past} {gemacht}.""",
    "joined": """{name} {can} {obj} {by} {machen}, und {name} {can} {obj} {machen}.; bevor wir {obj}
        {machen}, müssen wir {name} fragen.; wenn {nominative} {klein} ist, können wir {obj} {machen}.;
        ich habe {past} {obj} {gemacht}, aber {who} hat {obj} {gemacht}.; {people} {cans} {obj} {machen},
        weil {nominative} {sehr} {klein} ist.; weißt du, warum {who} {obj} {past} nicht {gemacht} hat?;
        {name} glaubt, dass {nominative} {better} ist als {nominative}.; wir haben {number} {plural} und
        {number} {plural} {where} {gemacht}.; obwohl {nominative} {klein} war, haben {people} {obj}
        {gemacht}.; entweder {machen} wir {obj} {when}, oder wir {machen} {obj} {when}.; {who} {can} {obj}
        {machen}, während {people} {where} {leben}.; wir brauchen {amount} Euro für {obj} und {amount}
        Euro für {obj}.; der {kleine} {monster} hat den {kleinen} {animal} gesehen und {where} gewartet.;
        im {month} {machen} wir {obj}, und im {month} {machen} wir {obj}.; {name} hat gesagt, dass {who}
        {obj} {by} {machen} {can}.; ich weiß nicht, ob {nominative} {klein} oder {klein} ist.""",
}

KINDS: Final[dict[str, int]] = {
    "answer": 5,
    "short": 9,
    "request": 9,
    "action": 10,
    "decision": 6,
    "ask": 10,
    "is": 9,
    "told": 10,
    "standup": 4,
    "family": 10,
    "game": 4,
    "museum": 4,
    "call": 7,
    "led": 4,
    "pair": 4,
    "joined": 18,
}
"""What sentences are, and how often out of their sum."""

FRAGMENTS: Final = (
    "nominative",
    "obj",
    "dative",
    "who",
    "people",
    "where",
    "when",
    "past",
    "hour",
    "date",
    "why",
)
"""What also stands among loose words."""
