"""Spanish turns of phrase."""

from __future__ import annotations

from transcriber.minutes.cues.cues import cues

_OPENING = (
    r"^ (?:(?:bueno|vale|pues|entonces|así que|y|pero|sí|no|muy bien|bien|perfecto|claro|ok|okay|a ver|eh|ah|oh|genial"
    r"|de acuerdo|gracias|en ese caso|estupendo|venga) )*"
)
_TO_DO = (
    r"(?:\w*(?:acabar|actualizar|ayudar|añadir|arreglar|avisar|buscar|cambiar|cerrar con|comprar|comprobar|confirmar"
    r"|consultar|contactar|contratar|coordinar|corregir|crear|dar|decir|dejar|diseñar|distribuir|elaborar|encargar"
    r"|entregar|enviar|escribir|estudiar|explicar|firmar|hablar con|hacer|imprimir|informar|instalar|invitar|investigar"
    r"|leer|llamar|llevar|mandar|mirar|negociar|notificar|obtener|ocupar|organizar|pagar|pasar|pedir|planificar|poner"
    r"|preguntar|preparar|presentar|probar|publicar|recoger|recordar|redactar|renovar|reparar|reservar|responder"
    r"|resumir|reunir|revisar|solicitar|subir|terminar|traducir|traer|verificar)(?:me|te|le|lo|la|los|las|les|nos|se"
    r"|selo|sela|telo|oslo)?)"
)
_FUTURE = (
    r"(?:actualizaré|ayudaré|añadiré|arreglaré|avisaré|buscaré|cambiaré|compraré|comprobaré|confirmaré|consultaré"
    r"|contactaré|corregiré|crearé|diré|encargaré|entregaré|enviaré|escribiré|haré|hablaré|informaré|invitaré|leeré"
    r"|llamaré|llevaré|mandaré|miraré|ocuparé|organizaré|pagaré|pasaré|pediré|pondré|preguntaré|prepararé|presentaré"
    r"|probaré|publicaré|recogeré|redactaré|renovaré|repararé|reservaré|responderé|revisaré|solicitaré|subiré"
    r"|terminaré|traduciré|traeré|verificaré|daré)"
)
_PRESENT = (
    r"(?:actualizo|ayudo|añado|arreglo|aviso|busco|cambio|compro|compruebo|confirmo|consulto|contacto|corrijo|encargo"
    r"|entrego|envío|escribo|hago|hablo con|invito|llamo|llevo|mando|miro|ocupo|organizo|pago|paso|pido|pongo|pregunto"
    r"|preparo|pruebo|publico|recojo|redacto|renuevo|reparo|reservo|respondo|reviso|solicito|subo|termino|traduzco"
    r"|traigo|verifico)"
)
_PRONOUN = r"(?:me |te |le |lo |la |los |las |les |os |se )*"
_WEEKDAY = r"(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
_MONTH = r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
_DAY = (
    rf"(?:(?:el |este |próximo |el próximo ){{0,2}}{_WEEKDAY}(?: que viene| próximo)?|mañana(?: por la \w+)?|esta \w+"
    rf"|la (?:próxima )?(?:reunión|semana|semana que viene|junta|vez)|el (?:\w+ de {_MONTH}|mes que viene|\d+|día \w+)"
    rf"|fin(?:ales)? de (?:\w+)|el fin de semana|{_MONTH}|mediodía|final de \w+)"
)

SPANISH = cues(
    decided=r"""
        (?:queda|está|quedan|ya está|es|fue|ha sido|queda entonces) (?:decidido|decidida|aprobado|aprobada|acordado|acordada|cerrado|aceptado|aceptada|hecho|zanjado)
        (?:hemos|habíamos) (?:decidido|acordado|quedado|optado|elegido|votado)
        ^ (?:aprobado|aprobada|decidido|acordado|decisión|trato hecho)
        la decisión es
        (?:acordamos|decidimos) (?:que|por)
        nos quedamos con
        quedamos en
        (?:moción|propuesta) (?:aprobada|aceptada|rechazada)
        por unanimidad
    """,
    concludes=rf"""
        {_OPENING}(?:entonces|pues|así que|en ese caso|vale|de acuerdo|perfecto|muy bien|venga) (?:nos |lo |la |los |las )?(?:\w+(?:amos|emos|imos)|será|vamos)
        a partir de (?:ahora|hoy|mañana|el)
    """,
    proposes=r"""
        propongo
        sugiero
        mi propuesta
        (?:y )?(?:qué tal )?si (?:\w+amos|\w+emos)
        por qué no
        (?:lo |la |los |las )?(?:\w+amos|\w+emos) este
    """,
    undecided=r"""
        (?:más adelante|luego|otro día|después|más tarde|la próxima) (?:\w+ ){0,3}(?:decidir|decidimos|decidiremos|vemos)
        (?:decidir|decidiremos|vemos|decidimos|veremos|hablamos|hablaremos) (?:\w+ ){0,3}(?:más adelante|luego|otro día|después|más tarde|la próxima)
        (?:no|todavía|aún|nunca|sin) (?:\w+ ){0,2}(?:decidido|acordado|decidir|decidimos|aprobado)
        (?:podemos|podríamos|podemos|tenemos que|hay que|debemos|deberíamos|si|antes de) (?:\w+ ){0,3}(?:decidir|acordar)
        el (?:año|mes|verano|invierno) pasado
        la (?:semana|vez|reunión) pasada
        en su día
    """,
    inconclusive=r"""
        (?:vamos a (?:ver|empezar|hablar|seguir)|vamos (?:bien|mal)|podemos|podríamos|tenemos|teníamos|estamos|estábamos|somos|seguimos|empezamos|hablamos|vemos|veremos|sabemos|debemos|hemos (?:terminado|acabado)|queremos|necesitamos|esperamos|habíamos|pensamos)
    """,
    agrees=rf"""
        {_OPENING}(?:de acuerdo|estoy de acuerdo|perfecto|me parece bien|me parece|por mí|por mí sí|yo también|vale|buena idea|hecho|trato hecho|exacto|totalmente|genial|claro|claro que sí|adelante|a favor|conforme|estupendo|sí claro|me gusta)
    """,
    objects=rf"""
        {_OPENING}(?:no|espera|esperad|espere|estoy en contra|prefiero|preferiría|ni hablar|no estoy de acuerdo|estás seguro)
    """,
    commits=rf"""
        (?:yo |ya )?{_PRONOUN}voy a {_TO_DO}
        (?:yo |ya )?{_PRONOUN}{_FUTURE}
        yo (?:mismo |misma |ya |también )?{_PRONOUN}(?:{_PRESENT})
        {_PRONOUN}(?:mando|envío|preparo|traigo|reservo|redacto|llamo yo|hago yo|compro)
        (?:las |los |lo |la |me |te |os |se |le |les )(?:{_PRESENT})
        me (?:encargo|ocupo)(?: yo)?
        corre de mi cuenta
        déjamelo a mí
    """,
    offers=rf"""
        (?:yo )?puedo {_TO_DO}
    """,
    requests=rf"""
        (?:puedes|podrías|puede|podría|podéis|pueden|quieres|te importa|te importaría) (?:tú |usted )?{_TO_DO}
        (?:te|os|se) (?:encargas|ocupas|encargáis|encarga|ocupa)
        (?:necesito|me gustaría|quiero) que (?:\w+ )?(?:hagas|envíes|mandes|llames|prepares|busques|traigas|revises|escribas)
        por favor (?:\w*(?:envía|manda|llama|prepara|busca|trae|revisa|escribe|haz|pide|pregunta|reserva|compra)\w*)
    """,
    accepts=rf"""
        {_OPENING}(?:sí|claro|vale|por supuesto|de acuerdo|yo me encargo|me encargo|sin problema|ningún problema|hecho|ok|cuenta conmigo|con mucho gusto|ahora mismo|yo lo hago|lo hago|entendido|perfecto|encantado|encantada|desde luego)
    """,
    declines=rf"""
        {_OPENING}(?:no|lo siento|no puedo|imposible|desgraciadamente|por desgracia|no tengo tiempo)
    """,
    assigns=rf"""
        (?:{{name}}) (?:se |lo |la |le )?(?:va a|tiene que|debe|puede) {_TO_DO}
        (?:{{name}}) (?:se encarga|se ocupa|se encargará|se ocupará|hará|enviará|llamará|preparará|mandará|ha prometido|escribirá|reservará)
    """,
    hedged=r"""
        si
        quizás?
        tal vez
        a lo mejor
        podría
        no
        nunca
        siempre
        normalmente
        el año pasado
        la semana pasada
    """,
    passing=r"""
        (?:me oís|me oyes|me oye|se me oye|me escucháis|me escuchas|me escucha|me veis)
        (?:mi )?pantalla
        (?:mi micro|micrófono|cámara)
        un (?:momento|segundo|minuto)
        (?:abrir|cerrar) la (?:puerta|ventana)
        voy a (?:cenar|comer|dormir|salir|ser breve|abrir|decir|empezar|poner (?:un|otro) (?:ejemplo|café)|hacer un café|compartir)
        vuelvo
        ahora vuelvo
        os dejo
        (?:os |te )?(?:digo|cuento|explico)
        me (?:pregunto|hago|llevo bien|pongo|paso)
        (?:lo|la) (?:llevo|paso) (?:bien|mal)
        algo más
        alguna pregunta
        qué tal
        cómo (?:estás|estáis|está)
        qué (?:opinas|opináis|os parece|te parece|pensáis|piensas)
        empezamos
        podemos empezar
        estamos todos
    """,
    due=rf"""
        (?:para|antes de|antes del|hasta|a más tardar|después de|a partir de|hacia|desde) {_DAY}
        antes del? {_WEEKDAY}
        (?:en|dentro de) (?:\d+|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|diez|quince|pocos|unos) (?:minutos?|horas?|días?|semanas?|mes|meses)
        mañana(?: por la \w+| mismo)?
        pasado mañana
        hoy(?: mismo)?
        esta (?:noche|tarde|semana|mañana)
        este (?:mes|año|fin de semana|{_WEEKDAY})
        (?:la semana|el mes|el año) que viene
        la próxima (?:semana|vez|reunión)
        el (?:próximo )?{_WEEKDAY}
        el \w+ de {_MONTH}
        cuanto antes
        lo antes posible
        ahora mismo
        enseguida
    """,
    asking=rf"""
        {_OPENING}(?:qué|quién|quiénes|cuándo|dónde|cómo|cuánto|cuánta|cuántos|cuántas|cuál|cuáles|por qué|puedes|podrías|podemos|hay que|tenemos que|vamos a|alguien)
    """,
    rhetorical=r"""
        (?:quién|a quién) (?:no|sabe|se acuerda|va a|iba|quiere|necesita)
        (?:verdad|no|eh|vale|a que sí) $
        para qué
        y qué $
        en serio $
        cómo no
        no es
    """,
    unknown=r"""
        no (?:lo |la |los )?(?:sé|sabemos|sabe nadie)
        ni idea
        no tengo (?:ni )?(?:idea|la menor idea)
        no (?:estoy|estamos) (?:muy |del todo )?(?:seguro|segura|seguros)
        (?:tengo|tenemos|habrá|hay|tendré|tendría|habría) que (?:\w*(?:preguntar|mirar|consultar|comprobar|averiguar|ver|confirmar|hablar|estudiar|revisar)\w*)
        (?:difícil|pronto) (?:de|para) (?:decir|saber)
        buena pregunta
        no (?:te |os |le )?(?:puedo|podría) (?:decir|contestar|responder)\w*
        depende
        quién sabe
        (?:está|queda|sigue) (?:todavía |aún )?(?:pendiente|en el aire|abierto|por ver|sin decidir)
        habrá que
    """,
    deferred=r"""
        (?:podemos|podríamos|vamos a|ya lo|lo|los|las|la|eso) (?:\w+ ){0,3}(?:decidir|vemos|veremos|decidimos|decidiremos|hablamos|dejamos) (?:\w+ ){0,2}(?:más adelante|luego|otro día|después|más tarde|la próxima|para)
        más adelante
        otro día
        (?:la próxima vez|en la próxima)
        no (?:lo )?(?:decidimos|vamos a decidir) hoy
        queda pendiente
        lo dejamos
    """,
    stopwords="""
        el la los las un una unos unas lo de del al a ante con en entre hacia hasta para por según sin sobre tras y e o
        u pero si no sí que qué quien quién cuando cuándo donde dónde como cómo cuanto cuánto cual cuál porque pues
        entonces así también tampoco ya más muy mucho mucha muchos muchas poco menos todo todos toda todas algo alguien
        nada nadie otro otra otros otras este esta esto estos estas ese esa eso esos esas aquel aquella yo tú él ella
        nosotros ellos ellas me te se nos os le les mi tu su mis tus sus nuestro nuestra es son era eran soy eres somos
        ser sido está están estoy estamos estar estaba ha han he hemos has haber había hay tiene tienen tengo tenemos
        tener va van voy vamos ir puede pueden puedo podemos hace hacer hago hacen quiere quiero bueno bien vale claro
        perfecto gracias hola adiós luego ahora hoy ayer aquí allí ahí solo sólo siempre nunca casi aún todavía
        verdad acuerdo primer punto siguiente cosa cosas vez veces día año mes ver sé sabe digo dice decir eh ah oh
    """,
)
