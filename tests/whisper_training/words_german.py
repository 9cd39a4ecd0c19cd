"""German words by kind, written as `words_english.py` says.

Things come by gender, `m`, `f` and `n`, since articles and adjectives follow it; `plural` is what there
are several of.
"""

from __future__ import annotations

from typing import Final

ONES: Final = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
TENS: Final = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")

WORDS: Final[dict[str, str]] = {
    "name": """Susan Robert David Anna Peter Maria Thomas Laura Michael Julia Daniel Emma Martin Sarah
        Paul Jürgen Frank Helga Georg Nina Oliver Klara Simon Lukas Walter Greta Viktor Jörg Heinz Käthe
        Moritz Felix Hanna Günter Sophie Karin Björn Birgit Uwe Wolfgang""",
    "city": """Berlin Hamburg München Köln Wien Zürich Leipzig Dresden Bremen Stuttgart Nürnberg Lübeck
        Paris London""",
    "language": "Deutsch Englisch Französisch Spanisch Italienisch Türkisch Polnisch",
    "weekday": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "month": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "few": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "more": f"""dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn {" ".join(TENS)}
        {" ".join(f"{one}und{ten}" for ten in TENS[:3] for one in ONES)}""",
    "ordinal": """ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten elften
        zwölften dreizehnten vierzehnten fünfzehnten sechzehnten siebzehnten achtzehnten neunzehnten
        zwanzigsten einundzwanzigsten dreißigsten""",
    "m": """Bericht Plan Test Brief Vertrag Entwurf Termin Server Akku Bildschirm Rechner Drucker
        Vorschlag Fehler Film Text Ordner Schlüssel Kalender Tisch Stuhl Schrank Koffer Teppich Spiegel
        Löffel Teller Ball Hut Mantel Schuh Kuchen Garten Preis Vortrag""",
    "f": """Liste Seite Datei Nachricht Karte Frage Antwort Idee Rechnung Aufgabe Suche Kamera Aufnahme
        Übersetzung Tür Tasche Lampe Flasche Tasse Gabel Jacke Brille Uhr Zeitung Geschichte Batterie
        Tagesordnung Entscheidung Besprechung Anleitung Sitzung Leiter Decke Schüssel""",
    "n": """Programm Bild Video Problem Projekt Ergebnis Dokument Formular Passwort Gerät Telefon
        Mikrofon Buch Fenster Messer Glas Fahrrad Auto Bett Sofa Hemd Geschenk Spiel Zelt Foto Protokoll
        Angebot Budget Wort Ticket Beispiel Thema Zimmer Schild Gemälde""",
    "plural": """Berichte Pläne Briefe Termine Fehler Bücher Bilder Fragen Antworten Ideen Rechnungen
        Aufgaben Karten Schlüssel Stühle Teller Gläser Tassen Schuhe Fotos Geschenke Tickets Texte Dateien
        Seiten Blumen Bäume Wörter Übungen Häuser Geräte""",
    "machen/macht/gemacht": """machen/macht/gemacht prüfen/prüft/geprüft schicken/schickt/geschickt
        lesen/liest/gelesen schreiben/schreibt/geschrieben holen/holt/geholt suchen/sucht/gesucht
        finden/findet/gefunden kaufen/kauft/gekauft verkaufen/verkauft/verkauft bringen/bringt/gebracht
        zeigen/zeigt/gezeigt ändern/ändert/geändert bezahlen/bezahlt/bezahlt
        verbessern/verbessert/verbessert bestellen/bestellt/bestellt reparieren/repariert/repariert
        besprechen/bespricht/besprochen vergessen/vergisst/vergessen erklären/erklärt/erklärt
        öffnen/öffnet/geöffnet putzen/putzt/geputzt tragen/trägt/getragen verlieren/verliert/verloren
        verstehen/versteht/verstanden übersetzen/übersetzt/übersetzt verschieben/verschiebt/verschoben
        löschen/löscht/gelöscht malen/malt/gemalt sehen/sieht/gesehen wählen/wählt/gewählt
        planen/plant/geplant benutzen/benutzt/benutzt""",
    "klein/kleine/kleinen": """klein/kleine/kleinen groß/große/großen neu/neue/neuen alt/alte/alten
        gut/gute/guten schlecht/schlechte/schlechten schön/schöne/schönen lang/lange/langen
        kurz/kurze/kurzen schnell/schnelle/schnellen langsam/langsame/langsamen billig/billige/billigen
        wichtig/wichtige/wichtigen einfach/einfache/einfachen schwer/schwere/schweren
        leicht/leichte/leichten leer/leere/leeren voll/volle/vollen rot/rote/roten blau/blaue/blauen
        grün/grüne/grünen gelb/gelbe/gelben weiß/weiße/weißen schwarz/schwarze/schwarzen
        sauber/saubere/sauberen schmutzig/schmutzige/schmutzigen richtig/richtige/richtigen
        falsch/falsche/falschen kaputt/kaputte/kaputten fertig/fertige/fertigen lustig/lustige/lustigen""",
    "state": """müde glücklich hungrig durstig krank traurig wütend zufrieden nervös pünktlich
        einverstanden bereit beschäftigt neugierig sicher allein""",
    "uncle": "Vater Bruder Onkel Opa Sohn Mann Vetter Freund Nachbar Chef Lehrer Arzt",
    "aunt": "Mutter Schwester Tante Oma Tochter Frau Nichte Freundin Nachbarin Chefin Lehrerin Ärztin",
    "them": "Kinder Leute Gäste Besucher Freunde Kollegen Schüler Eltern Nachbarn Mitglieder Spieler",
    "leben/lebt/gelebt": """arbeiten/arbeitet/gearbeitet schlafen/schläft/geschlafen
        warten/wartet/gewartet spielen/spielt/gespielt singen/singt/gesungen tanzen/tanzt/getanzt
        lachen/lacht/gelacht kochen/kocht/gekocht essen/isst/gegessen lernen/lernt/gelernt
        reden/redet/geredet üben/übt/geübt feiern/feiert/gefeiert wohnen/wohnt/gewohnt
        helfen/hilft/geholfen""",
    "dem": """Garten Keller Park Museum Büro Hotel Theater Wald Dorf Kino Supermarkt Flughafen
        Restaurant Zimmer""",
    "der": """Küche Schule Stadt Bibliothek Kirche Straße Bäckerei Apotheke Bank Firma Halle Brücke
        Werkstatt""",
    "food": """Brot Käse Milch Kaffee Tee Suppe Reis Salat Fleisch Fisch Kuchen Schokolade Honig Zucker
        Salz Wasser Saft Äpfel Birnen Kirschen Kartoffeln Zwiebeln Nüsse Eier Butter Gemüse Obst Nudeln""",
    "monster": "Drache Riese Geist Zauberer Ritter König Räuber Wolf Zwerg Krieger Bär Troll",
    "skill": "Stärke Weisheit Wahrnehmung Geschick Heimlichkeit Überzeugung",
    "sehr": "sehr ziemlich wirklich zu nicht fast ganz besonders",
    "adverb": """schnell leise zusammen draußen drinnen gern oft immer nie wieder lange hier dort
        überall heute morgen""",
    "weather": "sonnig kalt warm windig nass kühl heiß neblig trocken",
    "place": "Bahnhof Markt Strand See Berg Fluss Hafen Flughafen Supermarkt Bäcker Arzt Friseur",
    "art": """Gemälde Statuen Vasen Münzen Masken Schwerter Uhren Skulpturen Zeichnungen Kronen Schiffe
        Teppiche""",
    "stuff": "Holz Stein Gold Silber Glas Papier Bronze Eisen Leder Wolle Stahl Ton",
    "much": "Zeit Geld Hilfe Platz Geduld Glück Ruhe Mut Erfahrung Energie Aufmerksamkeit Kraft",
    "animal": "Hund Vogel Fuchs Igel Frosch Tiger Esel Hahn Hirsch Kater Dachs Adler",
    "animals": "Hunde Katzen Vögel Pferde Kühe Schafe Mäuse Enten Bienen Fische Schweine Ziegen",
    "body": "Kopf Rücken Fuß Arm Hals Bauch Finger Zahn",
    "better": """besser schlechter schneller langsamer größer kleiner billiger teurer leichter schwerer
        länger kürzer wichtiger einfacher schöner älter wärmer kälter""",
    "hundreds": " ".join(f"{one}hundert {one}tausend" for one in ONES),
    "time": "heute morgen übermorgen bald später sofort jetzt abends nachmittags",
    "then": "gestern vorgestern neulich früher",
    "hobby": "Schach Fußball Tennis Karten Klavier Gitarre Geige",
}
