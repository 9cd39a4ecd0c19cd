"""German words and rules, written as `words_english.py` says.

Nouns come by gender, since articles and adjectives follow it: `m`, `f` and `n` are people's things,
`plural` what there are several of.
"""

from __future__ import annotations

from typing import Final

ONES: Final = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
TENS: Final = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")

WORDS: Final[dict[str, str]] = {
    "name": """Susan Robert David Anna Peter Maria Thomas Laura Michael Julia Daniel Emma Martin Sarah Paul
        Jürgen Frank Helga Georg Nina Oliver Klara Simon Lukas Walter Greta Viktor Jörg Heinz Käthe Moritz Felix
        Hanna Günter Sophie Karin Björn Birgit Uwe Wolfgang""",
    "city": "Berlin Hamburg München Köln Wien Zürich Leipzig Dresden Bremen Stuttgart Nürnberg Lübeck Paris London",
    "language": "Deutsch Englisch Französisch Spanisch Italienisch Türkisch Polnisch",
    "weekday": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "month": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "few": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "more": f"""dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn {" ".join(TENS)}
        {" ".join(f"{one}und{ten}" for ten in TENS[:3] for one in ONES)}""",
    "ordinal": """ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten elften zwölften
        dreizehnten vierzehnten fünfzehnten sechzehnten siebzehnten achtzehnten neunzehnten zwanzigsten
        einundzwanzigsten dreißigsten""",
    "m": """Bericht Plan Test Brief Vertrag Entwurf Termin Server Akku Bildschirm Rechner Drucker Vorschlag Fehler
        Film Text Ordner Schlüssel Kalender Tisch Stuhl Schrank Koffer Teppich Spiegel Löffel Teller Ball Hut
        Mantel Schuh Kuchen Garten Preis Vortrag""",
    "f": """Liste Seite Datei Nachricht Karte Frage Antwort Idee Rechnung Aufgabe Suche Kamera Aufnahme Übersetzung
        Tür Tasche Lampe Flasche Tasse Gabel Jacke Brille Uhr Zeitung Geschichte Batterie Tagesordnung Entscheidung
        Besprechung Anleitung Sitzung Leiter Decke Schüssel""",
    "n": """Programm Bild Video Problem Projekt Ergebnis Dokument Formular Passwort Gerät Telefon Mikrofon Buch
        Fenster Messer Glas Fahrrad Auto Bett Sofa Hemd Geschenk Spiel Zelt Foto Protokoll Angebot Budget Wort
        Ticket Beispiel Thema Zimmer Schild Gemälde""",
    "plural": """Berichte Pläne Briefe Termine Fehler Bücher Bilder Fragen Antworten Ideen Rechnungen Aufgaben Karten
        Schlüssel Stühle Teller Gläser Tassen Schuhe Fotos Geschenke Tickets Texte Dateien Seiten Blumen Bäume
        Wörter Übungen Häuser Geräte""",
    "machen/macht/gemacht": """machen/macht/gemacht prüfen/prüft/geprüft schicken/schickt/geschickt
        lesen/liest/gelesen schreiben/schreibt/geschrieben holen/holt/geholt suchen/sucht/gesucht
        finden/findet/gefunden kaufen/kauft/gekauft verkaufen/verkauft/verkauft bringen/bringt/gebracht
        zeigen/zeigt/gezeigt brauchen/braucht/gebraucht ändern/ändert/geändert
        bezahlen/bezahlt/bezahlt verbessern/verbessert/verbessert bestellen/bestellt/bestellt
        reparieren/repariert/repariert besprechen/bespricht/besprochen vergessen/vergisst/vergessen
        erklären/erklärt/erklärt öffnen/öffnet/geöffnet putzen/putzt/geputzt tragen/trägt/getragen
        verlieren/verliert/verloren verstehen/versteht/verstanden übersetzen/übersetzt/übersetzt
        verschieben/verschiebt/verschoben löschen/löscht/gelöscht malen/malt/gemalt sehen/sieht/gesehen
        wählen/wählt/gewählt planen/plant/geplant benutzen/benutzt/benutzt""",
    "klein/kleine/kleinen": """klein/kleine/kleinen groß/große/großen neu/neue/neuen alt/alte/alten gut/gute/guten
        schlecht/schlechte/schlechten schön/schöne/schönen lang/lange/langen kurz/kurze/kurzen
        schnell/schnelle/schnellen langsam/langsame/langsamen billig/billige/billigen wichtig/wichtige/wichtigen
        einfach/einfache/einfachen schwer/schwere/schweren leicht/leichte/leichten leer/leere/leeren
        voll/volle/vollen rot/rote/roten blau/blaue/blauen grün/grüne/grünen gelb/gelbe/gelben
        weiß/weiße/weißen schwarz/schwarze/schwarzen sauber/saubere/sauberen schmutzig/schmutzige/schmutzigen
        richtig/richtige/richtigen falsch/falsche/falschen kaputt/kaputte/kaputten fertig/fertige/fertigen
        lustig/lustige/lustigen""",
    "state": """müde glücklich hungrig durstig krank traurig wütend zufrieden nervös pünktlich einverstanden bereit
        beschäftigt neugierig sicher allein""",
    "uncle": "Vater Bruder Onkel Opa Sohn Mann Vetter Freund Nachbar Chef Lehrer Arzt",
    "aunt": "Mutter Schwester Tante Oma Tochter Frau Nichte Freundin Nachbarin Chefin Lehrerin Ärztin",
    "them": "Kinder Leute Gäste Besucher Freunde Kollegen Schüler Eltern Nachbarn Mitglieder Spieler",
    "leben/lebt/gelebt": """arbeiten/arbeitet/gearbeitet schlafen/schläft/geschlafen warten/wartet/gewartet
        spielen/spielt/gespielt singen/singt/gesungen tanzen/tanzt/getanzt lachen/lacht/gelacht
        kochen/kocht/gekocht essen/isst/gegessen lernen/lernt/gelernt reden/redet/geredet üben/übt/geübt
        feiern/feiert/gefeiert wohnen/wohnt/gewohnt helfen/hilft/geholfen""",
    "dem": "Garten Keller Park Museum Büro Hotel Theater Wald Dorf Kino Supermarkt Flughafen Restaurant Zimmer",
    "der": "Küche Schule Stadt Bibliothek Kirche Straße Bäckerei Apotheke Bank Firma Halle Brücke Werkstatt",
    "food": """Brot Käse Milch Kaffee Tee Suppe Reis Salat Fleisch Fisch Kuchen Schokolade Honig Zucker Salz Wasser Saft
        Äpfel Birnen Kirschen Kartoffeln Zwiebeln Nüsse Eier Butter Gemüse Obst Nudeln""",
    "monster": "Drache Riese Geist Zauberer Ritter König Räuber Wolf Zwerg Krieger Bär Troll",
    "skill": "Stärke Weisheit Wahrnehmung Geschick Heimlichkeit Überzeugung",
    "sehr": "sehr ziemlich wirklich zu nicht fast ganz besonders",
    "adverb": "schnell leise zusammen draußen drinnen gern oft immer nie wieder lange hier dort überall heute morgen",
    "weather": "sonnig kalt warm windig nass kühl heiß neblig trocken",
    "time": "heute morgen übermorgen bald später sofort jetzt abends nachmittags",
    "then": "gestern vorgestern neulich früher",
    "hobby": "Schach Fußball Tennis Karten Klavier Gitarre Geige",
}

RULES: Final[dict[str, str]] = {
    "number": "{few}; {few}; {more}",
    "amount": "{number}; {number}; hundert; tausend; {few} tausend",
    "hour": "{few} Uhr; halb {few}; Viertel nach {few}; Viertel vor {few}",
    "date": "am {ordinal} {month}; am {weekday}, dem {ordinal} {month}",
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
        {kleinen} {plural}; keinen {m}; keine {f}; diese {plural}; alle {plural}; einen {kleinen} {m};
        eine {kleine} {f}""",
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
    "short": """ja.; ja.; nein.; nein.; gut.; danke.; vielen Dank.; okay.; genau.; richtig.; bitte.;
        hallo zusammen.; guten Morgen, {name}.; guten Tag.; guten Abend.; gute Nacht.; auf Wiedersehen.;
        tschüss, {name}.; hallo, {name}.; vielleicht.; natürlich.; klar.; stimmt.; das stimmt.; stimmt
        nicht.; keine Ahnung.; warum?; wann?; wo?; wer?; was?; wie bitte?; wirklich?; ich weiß nicht.; ich
        auch.; nein, danke.; ja, bitte.; ja, {name}.; los geht's.; einen Moment, bitte.; schade.; super.;
        na gut.; alles klar.; kein Problem.; gern.; moment.; halt.; entschuldigung.; bis morgen.; bis
        bald.; bis {weekday}.; viel Glück.; {weekday}.; {number}.; {name}?; fertig.; noch nicht.; nie.;
        ich bin {state}.; bist du {state}?; sehr gut.; gute Idee.; ich glaube schon.; das geht nicht.; wie
        viel?; tut mir leid.""",
    "request": """kannst du {obj} {by} {machen}?; bitte {obj} nicht {machen}.; könntest du {whom} {obj}
        zeigen?; {name}, kannst du {obj} {machen}?; würdest du bitte {obj} {machen}?; können wir {obj}
        {when} {machen}?; darf ich {obj} {machen}?; wer kann {obj} {machen}?; bitte gib {whom} {obj}.;
        bitte warte {number} Minuten.; schick mir bitte {obj} {by}.; frag bitte {name}.""",
    "action": """ich werde {obj} {by} {machen}.; {who} {can} {obj} {by} {machen}.; {people} {cans} {obj}
        {machen}.; wir müssen {obj} {when} {machen}.; ich muss zuerst {obj} {machen}.; {name} {macht}
        {obj} {when}.; ich rufe {name} {when} an.; ich schicke dir {obj} {by}.; wir brauchen {amount} Euro
        für {obj}.; {when} {can} {who} {obj} {machen}.; ich kümmere mich {when} um {obj}.; ich spreche
        {when} mit {name}.""",
    "decision": """dann ist es beschlossen.; wir haben beschlossen, {obj} zu kaufen.; dann {machen} wir
        {obj} {when}.; wir {machen} {obj} nicht.; alle sind dafür, dass wir {obj} {machen}.; wir treffen
        uns {when} {where}.; die nächste Sitzung ist {when}.; wir einigen uns auf {obj}.; {amount} waren
        dafür und {number} dagegen.; wir entscheiden das {when}.; die Eröffnung ist {date}.""",
    "ask": """wo ist {nominative}?; wer hat {obj} {gemacht}?; wann {macht} {who} {obj}?; warum {macht}
        {who} {obj} nicht?; hast du {obj} {gemacht}?; wie viele {plural} brauchen wir?; was kostet
        {nominative}?; ist {nominative} {klein} genug?; habt ihr {name} gesehen?; wie spät ist es?; was
        machen wir mit {dative}?; welche {f} meinst du?; können mich alle hören?; gibt es noch {plural}?;
        sollen wir {obj} oder {obj} {machen}?; weißt du, wo {nominative} ist?; kommst du {when} mit?; wie
        geht es {whom}?; spricht hier jemand {language}?; wie lange dauert das?""",
    "is": """{nominative} ist {sehr} {klein}.; {nominative} war {past} {klein}.; die {plural} sind
        {sehr} {klein}.; es gibt {number} {plural} {where}.; {nominative} kostet {amount} Euro.;
        {nominative} ist nicht {klein} genug.; niemand weiß, wo {nominative} ist.; das ist {sehr}
        {klein}.; {nominative} funktioniert nicht.; das dauert {number} Minuten.; es ist {hour}.; heute
        ist {weekday}.; mit {dative} stimmt etwas nicht.; {nominative} ist {klein}, aber {nominative} ist
        {klein}.""",
    "told": """{who} hat {obj} {past} {gemacht}.; {people} haben {obj} {gemacht}.; ich habe {obj}
        {gemacht}, {why}.; {name} sagt, dass {nominative} {klein} ist.; {who} hat {obj} noch nie
        {gemacht}.; gestern habe ich {obj} {gemacht}.; ich habe {obj} schon {gemacht}.; wir haben {obj}
        noch nicht {gemacht}.; ich denke, dass {name} {obj} {gemacht} hat.; {people} haben {past} {where}
        {gelebt}.; ich konnte {obj} nicht {machen}, {why}.""",
    "family": """{who} {lebt} {adverb} {where}.; wir {leben} {when} {where}.; möchtest du {food}?; wir
        brauchen {food} und {food}.; das Essen ist fertig.; {name} spielt gern {hobby}.; es ist {weather}
        und {weather}.; {name} ist {number} Jahre alt.; alles Gute zum Geburtstag, {name}!; ich habe
        {food} gekauft.; die Kinder {leben} {adverb}.; {name} ist {sehr} {state}.; wir fahren {when} nach
        {city}.; {people} {leben} {adverb}.; wer möchte {hobby} spielen?; meine {aunt} wohnt in {city}.;
        das Wetter wird {when} {weather}.; {name} kommt {when} nach Hause.""",
    "game": """würfle auf {skill}, {name}.; der {monster} steht {where}.; ich habe eine {few}
        gewürfelt.; du bist dran, {name}.; der {monster} greift {name} an.; mein {monster} ist {sehr}
        {klein}.; du findest {obj} {where}.; der {monster} hat {number} Punkte.; ich verstecke mich
        {where}.; {name} gewinnt!; lebt der {monster} noch?; der {monster} und der {monster} {leben}
        {where}.; wir haben das Spiel verloren.""",
    "call": """hallo {name}, kannst du mich hören?; ich höre dich {sehr} gut.; willkommen im Museum.;
        das erste Thema ist {nominative}.; wir haben {few} Themen.; hat noch jemand eine Frage?; reden wir
        über {obj}.; das war es für heute.; {weekday} passt mir gut.; ich bin mit {dative} einverstanden.;
        einen schönen Tag noch.; danke, dass ihr da seid.; {name} hat eine Frage zu {dative}.; der
        Eintritt ist für Kinder frei.; das Museum öffnet um {hour}.; wir sprechen {language} und
        {language}.; {nominative} ist aus dem {ordinal} Jahrhundert.""",
    "led": """[also,|gut,|ja,|nein,|na ja,|ach,|okay,] {action}; [also,|gut,|ja,|nein,|und] {ask};
        [also,|ja,|nein,] {told}""",
    "pair": "{short} {action}; {short} {ask}; {short} {is}; {short} {short}; {short} {family}",
}

KINDS: Final[dict[str, int]] = {
    "short": 17, "request": 9, "action": 10, "decision": 6, "ask": 11, "is": 9, "told": 10, "family": 10, "game": 5, "call": 8,
    "led": 4, "pair": 4,
}

FRAGMENTS: Final = ("nominative", "obj", "dative", "who", "people", "where", "when", "past", "hour", "date", "short")
