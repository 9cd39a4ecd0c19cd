"""German turns of phrase."""

from __future__ import annotations

from transcriber.minutes.cues.cues import cues

_OPENING = (
    r"^ (?:(?:okay|ok|also|gut|so|und|aber|na|ja|nein|super|prima|schön|alles klar|klar|genau|stimmt|dann|perfekt"
    r"|wunderbar|sehr gut|oh|ah|äh|ähm|hm|moment|ach|nun|gerne|danke|na gut) )*"
)
_DOES = (
    r"(?:baue|bestelle|besorge|bereite|besuche|bringe|buche|checke|dokumentiere|erledige|erstelle|fahre|formuliere"
    r"|frage?|gebe|hake|hole|informiere|installiere|kaufe|kläre|koche|kontaktiere|kontrolliere|kopiere|korrigiere"
    r"|kümmere|lade|lege|leite|lese|liefere|mähe|mache?|melde|nehme|notiere|organisiere|packe|plane|poste|prüfe"
    r"|putze|räume|recherchiere|rechne|rede|repariere|reserviere|rufe?|sage|sammle|schaffe|schaue?|schicke?|schreibe?"
    r"|sehe|sende|setze|spreche|stelle|suche|teste|trage|treffe|trete|überarbeite|übernehme?|überprüfe|übersetze"
    r"|übertrage|überweise|unterschreibe|vereinbare|verschicke|verteile|wasche|zahle|zeichne)"
)
_TO_DO = (
    r"(?:\w*(?:bauen|bestellen|besorgen|bereiten|besuchen|bringen|buchen|checken|dokumentieren|erledigen|erstellen"
    r"|formulieren|fragen|geben|haken|holen|informieren|installieren|kaufen|klären|kontaktieren|kontrollieren"
    r"|kopieren|korrigieren|kümmern|laden|leiten|lesen|liefern|machen|mähen|melden|organisieren|packen|planen"
    r"|posten|prüfen|putzen|räumen|recherchieren|rechnen|reden|reparieren|reservieren|rufen|sagen|sammeln|schauen"
    r"|schicken|schreiben|senden|setzen|sprechen|stellen|suchen|testen|tragen|treffen|überarbeiten|übernehmen"
    r"|übersetzen|überweisen|unterschreiben|vereinbaren|verschicken|verteilen|waschen|zahlen|zeichnen|backen|kochen"
    r"|aktualisieren|schneiden|sehen))"
)
_WEEKDAY = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_MONTH = r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)"
_DAY = (
    rf"(?:(?:nächsten |kommenden |diesen )?{_WEEKDAY}(?:abend|morgen|nachmittag|mittag| früh| abend| mittag)?"
    r"|morgen(?: früh| abend| mittag| nachmittag| vormittag)?|übermorgen|heute(?: abend| mittag| nachmittag| noch)?"
    r"|ende (?:der|des|dieser|nächster) \w+|nächste[rnms]? \w+|kommende[rnms]? \w+|anfang \w+|mitte \w+|wochenende"
    rf"|\w+ten (?:{_MONTH})|{_MONTH}|\d+ (?:{_MONTH})|\w+(?:st|t)en|\d+ uhr|\w+ uhr|dahin)"
)

GERMAN = cues(
    decided=r"""
        (?:ist|sind|wird|wäre|gilt) (?:das |damit |es |also |hiermit |somit |jetzt )*(?:beschlossen|entschieden|abgemacht|vereinbart|angenommen|genehmigt|verabschiedet|beschlossene sache|abgesegnet)
        (?:beschlossen|entschieden|abgemacht|vereinbart|angenommen) (?:ist|sind|wird)
        wir haben (?:\w+ ){0,4}(?:beschlossen|entschieden|vereinbart|geeinigt)
        ^ (?:gut |okay |also )*(?:abgemacht|beschlossen|entschieden|beschluss)
        (?:das|der|die) (?:beschluss|entscheidung) (?:ist|lautet)
        wir einigen uns (?:auf|darauf)
        wir entscheiden uns (?:für|gegen|dafür|dagegen)
        es bleibt (?:also )?(?:dabei|beim|bei der)
        der antrag ist (?:\w+ )?angenommen
    """,
    concludes=rf"""
        {_OPENING}(?:dann|also|somit|damit|okay|gut|in ordnung) (?:\w+(?:en|n|eln|ern)) wir
        {_OPENING}(?:dann|also) (?:wird|gilt|bleibt es|findet)
        wir \w+ (?:also|dann) \w+
        ab (?:jetzt|sofort|heute|morgen) \w+ (?:wir|alle)
    """,
    proposes=r"""
        ich (?:schlage|würde) (?:\w+ ){0,8}(?:vor|vorschlagen)
        ich schlage vor
        mein vorschlag
        lasst uns
        lass uns
        (?:wollen|sollen) wir
        wie wäre es
    """,
    undecided=r"""
        (?:später|noch nicht|nicht|nie|noch|morgen|nächstes mal) (?:\w+ )?(?:entscheiden|entschieden|beschlossen|beschließen|klären|vereinbart)
        (?:könnten|müssen|sollten|können|wollen|würden|sollen|hätten|ob|wenn|falls|bevor) (?:\w+ ){0,4}(?:entscheiden|beschließen|entschieden)
        letzte[sn]? (?:jahr|woche|monat|mal|sommer|winter|herbst|frühling|sitzung)
        vor(?:iges|igen|iger|letztes) (?:jahr|woche|monat)
        damals
        früher
    """,
    inconclusive=r"""
        (?:dann|also|gut|okay|somit|damit) (?:fangen|können|könnten|müssen|sollten|wollen|haben|hatten|sind|waren|sehen|schauen|reden|hören|kommen|gehen|wissen|brauchen|wären|würden|dürfen|mögen|warten|legen|machen wir weiter|beginnen|starten|sprechen|werden wir sehen|denken|treffen|möchten)
        (?:dann|also) (?:wird|gilt|findet) (?:es|das) (?:eng|schwierig|teuer)
        lasst? uns (?:mal )?(?:anfangen|beginnen|sehen|schauen|weitermachen|reden|überlegen|warten|kurz|später)
    """,
    agrees=rf"""
        {_OPENING}(?:einverstanden|abgemacht|deal|passt|dafür|finde ich (?:auch )?gut|gute idee|bin dabei|ich bin dafür|ich bin einverstanden|auf jeden fall|machen wir|so machen wir|klingt gut|von mir aus|meinetwegen|in ordnung|geht klar|perfekt|super|klar|gerne|ja gerne|find ich auch|gefällt mir|keine einwände|unbedingt|natürlich)
        ^ ja (?:super|gerne|klar|gut|passt|bitte|auf jeden fall|einverstanden|machen wir|unbedingt|natürlich|finde ich)
        ^ (?:super|prima|perfekt|ja super|ja) $
    """,
    objects=rf"""
        {_OPENING}(?:nein|nee|warte|wartet|ich bin dagegen|lieber nicht|ich würde lieber|auf keinen fall|bist du sicher|das geht nicht|ich finde nicht|netter versuch)
    """,
    commits=rf"""
        ich (?:{_DOES})
        (?:das|dann|gut|ja|okay|morgen|heute|ja das|gleich|danach|am \w+|bis \w+|nachher|es) (?:{_DOES}) ich
        (?:mach|mache|erledige|übernehme|kläre|prüfe|klär|prüf|erledig|schreib|schick|schicke|schreibe|bring|hol|besorg) ich
        ich werde (?:\w+ ){{0,8}}{_TO_DO}
        (?:morgen|heute|dann|das|danach) werde ich (?:\w+ ){{0,8}}{_TO_DO}
        das geht auf mich
    """,
    offers=rf"""
        (?:ich kann|kann ich) (?:\w+ ){{0,5}}{_TO_DO}
    """,
    requests=rf"""
        (?:kannst|könntest|würdest|magst) du (?:\w+ ){{0,8}}{_TO_DO}
        (?:können|könnten|würden) sie (?:\w+ ){{0,8}}{_TO_DO}
        du (?:schreibst|schickst|machst|bringst|holst|rufst|fragst|klärst|prüfst|kümmerst|übernimmst|bestellst|besorgst|organisierst|unterschreibst|buchst|reservierst|sprichst|erstellst|testest|planst|kaufst|backst|kochst|fährst|erledigst|sagst|gibst|liest|sammelst|verteilst|überweist)
        (?:schreib|schick|ruf|frag|klär|prüf|kümmer|bring|hol|bestell|besorg|mach|organisier|buch|sag|gib|lies) (?:du )?(?:bitte|mal|doch)
        bitte (?:\w+ ){{0,6}}{_TO_DO}
    """,
    accepts=rf"""
        {_OPENING}(?:ja|klar|gerne|mache? ich|mach ich|erledige ich|kein problem|natürlich|selbstverständlich|wird gemacht|geht klar|alles klar|okay|ok|sicher|das mache ich|kann ich machen|in ordnung|ich kümmere mich|verstanden|notiert)
    """,
    declines=rf"""
        {_OPENING}(?:nein|nee|leider|ich kann nicht|das schaffe ich nicht|keine zeit|geht nicht|lieber nicht)
    """,
    assigns=rf"""
        (?:{{name}}) (?:wird|soll|muss) (?:\w+ ){{0,8}}{_TO_DO}
        (?:{{name}}) (?:kümmert sich|übernimmt|besorgt|organisiert|erledigt|schickt|schreibt|klärt|prüft|bestellt|bereitet|fragt|ruft|macht das|sorgt|bucht|mäht|hat (?:versprochen|zugesagt))
    """,
    hedged=r"""
        wenn
        falls
        vielleicht
        eventuell
        könnte
        würde
        hätte
        nicht
        nie
        kein
        keine
        immer
        normalerweise
        meistens
        letzte[sn]? (?:jahr|woche|monat|mal)
        ich frage mich
        ich frag mich
    """,
    passing=r"""
        bin gleich (?:da|zurück|wieder da|soweit)
        (?:bildschirm|mikro|mikrofon|kamera)
        (?:hört|hörst|hören|seht|siehst|sehen) (?:ihr|du|sie|mich|man)
        ich (?:sehe|nehme an|lese vor|rede|sage|sage mal|mache nur|fahre fort|mache weiter|mache mir|gebe zu|gebe dir recht|stelle fest|stelle mir|stelle mich|komme|trete|hole aus|schaue mal kurz)
        kaffee
        moment
        fangen wir
        kurz (?:zeigen|teilen|sagen)
        kann ich (?:jetzt |dich |euch |mal |noch )?(?:gehen|was|etwas|kurz)
        kann ich (?:\w+ ){0,4}(?:sagen|fragen|sehen)
        ich kann (?:\w+ ){0,4}(?:sagen|sehen)
        noch (?:fragen|etwas|was)
        sonst noch
        alle da
        was meinst du
        was meint ihr
        was denkst du
        wie geht
        bist du (?:noch )?da
        fertig
    """,
    due=rf"""
        (?:bis|am|zum|vor|nach|spätestens|ab|bis zum|bis zur|spätestens am|bis spätestens|gegen|um|bis ende|vor dem|vor der|nach dem) {_DAY}
        bis (?:zur|zum) (?:nächsten |kommenden )?\w+
        (?:in|innerhalb von) (?:\d+|einer|einem|zwei|drei|vier|fünf|sechs|sieben|zehn|vierzehn|wenigen) (?:minuten?|stunden?|tagen?|wochen?|monaten?)
        heute (?:abend|noch|nachmittag|mittag|vormittag)
        heute
        morgen (?:früh|abend|nachmittag|mittag|vormittag)
        (?<!guten )morgen
        übermorgen
        (?:diese|nächste|kommende) woche
        (?:diesen|nächsten|kommenden) (?:monat|{_WEEKDAY})
        nächstes mal
        um (?:halb )?(?:\d+|ein|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)(?: uhr)?
        am wochenende
        übers wochenende
        sofort
        gleich nachher
        so bald wie möglich
        nach (?:der|dem) (?:sitzung|besprechung|meeting|termin|call|anruf)
    """,
    asking=rf"""
        {_OPENING}(?:was|wer|wem|wen|wessen|wo|wann|warum|wieso|weshalb|wie|welche[rsnm]?|wohin|woher|wofür|womit|ist|sind|hat|haben|habt|hast|kann|können|könnt|kannst|könntest|könnten|soll|sollen|wollen|willst|wollt|wird|werden|müssen|muss|darf|dürfen|gibt|gehen|machen|macht|brauchen|braucht|nehmen|kommt|kommen|weißt|wissen|sollten|bist|seid)
    """,
    rhetorical=r"""
        wer (?:denkt|will|braucht|weiß|liest|hätte|würde|hat hier eigentlich|kennt|soll das)
        (?:nicht wahr|oder|ne|gell|was) $
        was soll(?:'s| das| s)
        wieso denn auch
        ist das nicht
        im ernst
        ach (?:ja|so|wirklich) $
        wirklich $
        wer .* sowas
    """,
    unknown=r"""
        (?:keine|kein) (?:ahnung|idee|plan)
        weiß (?:ich|man|keiner|niemand) (?:\w+ )?(?:nicht|noch nicht)
        weiß ich
        (?:ich|das) weiß (?:ich )?(?:\w+ ){0,2}(?:nicht|keiner|niemand)
        (?:bin|bist) (?:mir )?(?:\w+ )?(?:nicht sicher|unsicher)
        (?:müssen|muss|müssten|müsste) (?:\w+ ){0,6}(?:herausfinden|klären|nachfragen|fragen|prüfen|nachsehen|nachschauen|schauen|überlegen)
        kann ich (?:\w+ ){0,5}nicht (?:sagen|beantworten)
        (?:schwer|schwierig) zu sagen
        gute frage
        (?:noch|ist|bleibt|das ist) (?:noch )?(?:offen|unklar|ungeklärt)
        kommt darauf an
        hängt (?:davon )?ab
        wer weiß
        steht noch nicht fest
    """,
    deferred=r"""
        (?:klären|entscheiden|besprechen|schauen|sehen|überlegen|machen|diskutieren|vertagen) wir (?:\w+ ){0,3}(?:später|nächstes mal|nächste|morgen|ein andermal|danach|noch)
        (?:klären|entscheiden|besprechen) wir noch
        (?:später|nächstes mal|ein andermal) (?:\w+ ){0,3}(?:klären|entscheiden|besprechen)
        vertagen
        heute nicht (?:mehr )?(?:entscheiden|klären)
        nicht heute
        noch nicht entschieden
        das (?:lassen|stellen|verschieben) wir
        nehmen wir (?:mit|ins nächste)
    """,
    stopwords="""
        der die das den dem des ein eine einen einem einer eines und oder aber denn wenn dass ob als wie so da dann
        hier dort es ich du er sie wir ihr mich mir dich dir ihn ihm uns euch ihnen sich mein dein sein ihre unser
        euer meine deine seine unsere ist sind war waren bin bist sein gewesen wird werden wurde würde hat haben hatte
        hätte habe hast kann können könnte könnten muss müssen soll sollen sollte will wollen darf nicht kein keine
        ja nein doch schon noch auch nur sehr mehr viel viele alle alles etwas nichts man jetzt heute gestern immer
        wieder mal eben eigentlich also gut okay ok genau klar na ach oh hm ähm äh von vom zu zum zur mit bei bis für
        auf an am in im ins aus nach über unter um vor durch ohne gegen zwischen wegen was wer wo wann warum welche
        welcher welches dieser diese dieses jeder jede jedes einfach vielleicht ganz gar halt bitte danke gerne hallo
        tschüss guten tag morgen super prima schön wunderbar stimmt natürlich machen mache macht gemacht geht gehen
        kommt kommen gibt geben sagen sagt weiß mach hab ist's eins zwei drei nächste nächsten letzte letzten thema
        punkt sache ding dinge paar bisschen denn dazu dafür damit davon daran darauf darüber beim
    """,
)
