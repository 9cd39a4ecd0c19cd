"""French turns of phrase."""

from __future__ import annotations

from transcriber.minutes.cues.cues import cues

_OPENING = (
    r"^ (?:(?:bon|alors|donc|ok|okay|oui|non|et|mais|ben|bah|eh bien|très bien|parfait|super|d'accord|voilà|ah|oh"
    r"|euh|moi|merci|bien|du coup|enfin|dans ce cas|ça marche) )*"
)
_TO_DO = (
    r"(?:acheter|aider|ajouter|annoncer|appeler|apporter|chercher|choisir|commander|compléter|confirmer|contacter"
    r"|contrôler|corriger|créer|demander|déplacer|déposer|distribuer|donner|écrire|envoyer|établir|étudier|examiner"
    r"|expliquer|faire|finir|fixer|imprimer|informer|installer|inviter|lancer|lire|mettre|modifier|négocier|nettoyer"
    r"|noter|obtenir|organiser|ouvrir|payer|parler|passer|planifier|poser|prendre|préparer|prévenir|prévoir|proposer"
    r"|publier|rappeler|rechercher|récupérer|rédiger|regarder|relancer|relire|remplacer|remplir|rencontrer|renouveler"
    r"|réparer|répondre|réserver|résumer|retourner|réunir|revoir|se renseigner|signer|supprimer|s'occuper|tester"
    r"|traduire|transférer|transmettre|trouver|vérifier|voir avec)"
)
_FUTURE = (
    r"(?:\w*(?:achèterai|ajouterai|appellerai|apporterai|chercherai|commanderai|confirmerai|contacterai|corrigerai"
    r"|créerai|demanderai|donnerai|écrirai|enverrai|ferai|finirai|imprimerai|informerai|inviterai|mettrai|organiserai"
    r"|parlerai|passerai|payerai|paierai|poserai|prendrai|préparerai|préviendrai|proposerai|publierai|rappellerai"
    r"|récupérerai|rédigerai|regarderai|relirai|remplacerai|renseignerai|réparerai|répondrai|réserverai|signerai"
    r"|testerai|traduirai|transmettrai|trouverai|vérifierai|occuperai|chargerai|renverrai))"
)
_PRESENT = (
    r"(?:achète|ajoute|appelle|apporte|cherche|commande|confirme|contacte|corrige|crée|demande|écris|envoie|fais"
    r"|imprime|invite|mets|organise|paie|prépare|prends|préviens|publie|rappelle|récupère|rédige|regarde|relance"
    r"|relis|remplace|répare|réponds|réserve|signe|teste|traduis|transmets|vérifie|renvoie|passe)"
)
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_MONTH = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_PART = r"(?: (?:matin|midi|soir|après midi))?"
_DAY = (
    rf"(?:{_WEEKDAY}{_PART}(?: prochain)?|demain{_PART}|ce soir|ce (?:week end|mois)|cette semaine"
    rf"|la (?:semaine prochaine|fin (?:de la semaine|du mois|de l'année)|prochaine (?:réunion|fois|séance))"
    rf"|le (?:\w+ )?(?:{_MONTH}|{_WEEKDAY}|mois prochain|week end|premier|\d+)(?: {_MONTH})?|midi|{_MONTH}"
    rf"|la réunion|fin (?:de (?:la )?\w+|du \w+|{_MONTH}))"
)

FRENCH = cues(
    decided=r"""
        (?:c'est|est|sera|c'est donc|voilà) (?:donc |alors )?(?:décidé|décidée|acté|actée|validé|validée|adopté|adoptée|approuvé|approuvée|entendu|convenu|réglé|voté|votée|arrêté)
        (?:on|nous) (?:a|avons|en a)(?: donc| tous| bien)? (?:décidé|convenu|opté|acté|choisi|voté|validé|tranché)
        (?:on|nous) (?:retient|retenons)
        (?:on|nous) (?:part|partons) sur
        (?:on|nous) (?:opte|optons) pour
        (?:on|nous) se met d'accord
        la décision est
        ^ décision
        la (?:motion|proposition|résolution) est (?:adoptée|acceptée|approuvée|rejetée)
        à l'unanimité
    """,
    concludes=rf"""
        {_OPENING}(?:alors|donc|dans ce cas|du coup|très bien|d'accord|bon|ok|parfait|voilà) (?:on|nous) (?:\w+)
        (?:on|nous) \w+ donc
        à partir de (?:maintenant|demain|lundi) (?:on|nous|tout le monde)
    """,
    proposes=r"""
        je (?:propose|suggère)
        ma proposition
        (?:et )?si on
        pourquoi (?:ne pas|pas)
        je vote pour
    """,
    undecided=r"""
        (?:plus tard|une autre fois|un autre jour|la prochaine fois|pas encore|jamais|pas) (?:\w+ ){0,3}(?:décider|décidé|décidera|tranché)
        (?:décider|décidera|décidé|tranchera|verra|décide) (?:\w+ ){0,6}(?:plus tard|une autre fois|la prochaine fois|un autre jour)
        (?:n'a|n'avons|n'ont) (?:pas|rien|jamais)
        (?:pourrait|pourrions|devrait|devrions|faut|si on|avant de|voudrait) (?:\w+ ){0,3}(?:décider|décide|choisir|valider)
        (?:l'an|l'année|la semaine|le mois|la fois) (?:dernier|dernière|passé|passée)
        à l'époque
        autrefois
    """,
    inconclusive=r"""
        (?:on|nous) (?:peut|peux|pourrait|pouvons|verra|verrons|va voir|doit|devait|devons|a|avait|avons|avions|est|était|sommes|commence|commençons|continue|passe|n'a|n'est|ne|sait|attend|en reparle|reparlera|en est|se|y va|y|dirait|en|décidera|me|parle|attendait|pense)
    """,
    agrees=rf"""
        {_OPENING}(?:d'accord|tout à fait|entendu|parfait|ça me va|ça marche|bonne idée|je suis pour|je suis d'accord|moi aussi|pour moi aussi|absolument|exactement|volontiers|très bien|ok pour moi|pourquoi pas|avec plaisir|c'est parfait|adopté|super|bien sûr|ça me convient|pas d'objection)
    """,
    objects=rf"""
        {_OPENING}(?:non|attends|attendez|je suis contre|je préfère|je préférerais|pas question|je ne suis pas d'accord|pas d'accord|tu es sûr|vous êtes sûr)
    """,
    commits=rf"""
        je (?:vais|compte) (?:\w+ )?(?:\w+ )?{_TO_DO}
        je (?:\w+ ){{0,3}}{_FUTURE}
        j'{_FUTURE}
        je (?:le |la |les |lui |leur |te |t'|vous |l'|en |y )*(?:{_PRESENT})
        j'(?:{_PRESENT})
        je (?:te |vous |l'|lui |leur |t')?(?:envoie|appelle|écris|achète|apporte|imprime|invite|organise)
        je m'en (?:occupe|charge|occuperai|chargerai)
        je m'(?:occupe|charge)
        je me charge
        c'est moi qui
        je prends (?:ça|cela) en charge
    """,
    offers=rf"""
        je (?:peux|pourrai) (?:\w+ )?(?:\w+ )?{_TO_DO}
    """,
    requests=rf"""
        (?:tu peux|peux tu|pourrais tu|tu pourrais|vous pouvez|pouvez vous|pourriez vous|vous pourriez|est ce que tu peux|est ce que vous pouvez|tu veux bien|voulez vous bien) (?:\w+ )?(?:\w+ )?{_TO_DO}
        (?:merci de|prière de|il faudrait que tu|j'aimerais que tu|je te demande de|je vous demande de) (?:\w+ )?{_TO_DO}
        (?:tu|vous) (?:t'en occupes|vous en occupez|t'en charges|vous en chargez)
    """,
    accepts=rf"""
        {_OPENING}(?:oui|d'accord|bien sûr|je m'en occupe|je m'en charge|pas de problème|pas de souci|avec plaisir|volontiers|c'est noté|ok|okay|entendu|je le ferai|je le fais|ça marche|sans problème|compte sur moi|tout de suite|certainement)
    """,
    declines=rf"""
        {_OPENING}(?:non|désolé|désolée|je ne peux pas|malheureusement|impossible|je n'ai pas le temps|pas moi)
    """,
    assigns=rf"""
        (?:{{name}}) (?:va|doit|devra|peut) (?:\w+ )?(?:\w+ )?{_TO_DO}
        (?:{{name}}) (?:s'occupe|s'en occupe|se charge|s'en charge|fera|enverra|préparera|appellera|s'occupera|se chargera|écrira|rédigera|vérifiera|a promis|prend en charge)
    """,
    hedged=r"""
        si
        s'il
        peut être
        pourrais
        ne
        n'\w+
        toujours
        jamais
        d'habitude
        donnerais
        ferais
        l'an dernier
        la semaine dernière
        quand j'étais
    """,
    passing=r"""
        je serai (?:bref|brève|là|court|rapide)
        (?:m'entendez|m'entends|m'entend|entendez|me voyez|voyez vous mon|vois mon)
        (?:mon|l')? ?écran
        (?:mon micro|ma caméra|mon casque)
        un (?:instant|moment)
        une (?:minute|seconde)
        attendez
        attends
        chercher (?:mes enfants|mon fils|ma fille|un café|à boire)
        je (?:vais|peux) (?:\w+ )?(?:faire autre chose|dire|prendre un café|prendre la parole|passer la parole|faire vite|chercher un café)
        je (?:passe|prends) la parole
        je (?:vous |te )?(?:remercie|rappelle que|demande pardon)
        je me demande
        je (?:fais|mets) (?:vite|au point)
        je reprends
        je regarde
        autre chose
        d'autres questions
        des questions
        ça va
        tout le monde (?:est )?(?:là|d'accord)
        on (?:commence|y va|continue)
        qu'en (?:pensez|penses)
    """,
    due=rf"""
        (?:avant|pour|d'ici|jusqu'à|dès|au plus tard|après|d'ici à|vers|à partir de) {_DAY}
        (?:dans|sous|d'ici) (?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|dix|quinze|quelques) (?:minutes?|heures?|jours?|semaines?|mois)
        demain{_PART}
        après demain
        aujourd'hui
        ce (?:soir|matin|midi|week end|mois)
        cet après midi
        cette (?:semaine|année)
        (?:la semaine|le mois|l'année) (?:prochaine|prochain)
        la prochaine fois
        {_WEEKDAY}{_PART}(?: prochain)?
        le (?:\w+ )?{_MONTH}
        tout de suite après
        dès que possible
        au plus vite
        immédiatement
    """,
    asking=rf"""
        {_OPENING}(?:qui|que|quoi|quand|où|comment|pourquoi|combien|quel|quelle|quels|quelles|est ce que|qu'est ce|est ce qu'|peux tu|pouvez vous|as tu|avez vous|êtes vous|es tu|faut il|y a t il|doit on|peut on|c'est quoi)
    """,
    rhetorical=r"""
        qui (?:n'a|ne|sait|s'en|aurait|veut|va payer ça encore)
        (?:hein|non|n'est ce pas|pas vrai|quoi) $
        à quoi bon
        c'est pas
        n'est ce pas
        ah bon $
        vraiment $
        on commence
        tu plaisantes
    """,
    unknown=r"""
        (?:je )?(?:ne |n')?(?:en )?sais (?:vraiment |encore |même |absolument )?(?:pas|rien)
        je ne sais
        (?:aucune|pas la moindre) idée
        (?:pas|plus) (?:sûr|sûre|certain|certaine)
        je ne peux pas (?:\w+ ){0,3}(?:dire|répondre)
        (?:je dois|il faut que je|il faudra|il faudrait|faut|on doit|nous devons|je vais devoir|il faut) (?:\w+ ){0,3}(?:vérifier|vérifie|renseigner|renseigne|demander|demande|regarder|regarde|voir|voie)
        bonne question
        (?:difficile|dur|trop tôt) (?:à|pour le|de) dire
        (?:on|personne) ne sait
        ça dépend
        reste (?:à voir|ouvert|ouverte)
        (?:c'est|encore|toujours) (?:pas clair|flou|ouvert)
        qui sait
    """,
    deferred=r"""
        (?:on|nous) (?:en reparle|en reparlera|verra|verrons|reviendra|en reparlons|y reviendra|décidera)
        (?:décider|voir|discuter|régler) (?:ça |cela |en )?(?:plus tard|une autre fois|la prochaine fois|à la prochaine)
        plus tard
        une autre fois
        la prochaine (?:fois|réunion)
        pas (?:encore )?(?:décidé|tranché)
        pas aujourd'hui
        en suspens
    """,
    stopwords="""
        le la les l' un une des du de d' et ou mais si que qui quoi dont où ce cet cette ces ça cela c'est c' il elle
        ils elles je j' tu nous vous on me m' te t' se s' lui leur leurs mon ma mes ton ta tes son sa ses notre nos
        votre vos est sont était étaient suis es sommes êtes être été sera serait ai as a avons avez ont avait avoir
        eu fait faire fais vais va vont allons allez aller peut peux pouvons pouvez pourrait dois doit faut veux veut
        ne n' pas plus jamais rien aucun oui non bon bien alors donc voilà très trop peu beaucoup aussi encore déjà
        toujours ici là y en dans sur sous avec sans pour par avant après entre chez vers comme quand comment pourquoi
        combien quel quelle quels quelles tout tous toute toutes autre autres même moi toi eux d'accord merci bonjour
        au aux à revoir ok euh ah oh hein ben bah super parfait exactement chose choses premier deuxième point est-ce
        qu'est qu'il qu'on qu'elle j'ai n'est n'ai n'a s'il y'a l'on voir sais sait dit dire an fois jour
    """,
)
