"""English turns of phrase."""

from __future__ import annotations

from transcriber.minutes.cues.cues import cues

_OPENING = (
    r"^ (?:(?:okay|ok|alright|all right|right|good|great|cool|fine|well|very well|yes|yeah|yep|so|and|but|now"
    r"|perfect|sure|no|oh|ah|um|uh|hmm|also|then|thanks|thank you|nice|awesome|in that case|actually"
    r"|honestly|i think|guys|everybody|everyone) )*"
)
_TASK = (
    r"(?:add|adjust|announce|answer|archive|arrange|ask|assemble|assign|back up|book|bring|build|buy|call|cancel"
    r"|change|chase|check|clean|close the|collect|compile|confirm|contact|contribute|convert|coordinate|copy"
    r"|correct|create|deal with|debug|deliver|deploy|design|dig|discuss (?:it|this|that) with|distribute|do"
    r"|document|double check|draft|draw|drive|drop|email|e mail|enter|escalate|evaluate|explain to|export|extend"
    r"|figure out|file|fill|find|finish|fix|follow up|forward|gather|get|give|go through|hand|handle"
    r"|have a (?:quick |closer )?look|host|implement|import|inform|inspect|install|investigate|invite|keep track"
    r"|learn|let \w+(?: \w+)? know|list|look (?:at|into|after|for|up|over)|mail|make|measure|meet with|mention"
    r"|merge|message|migrate|modify|move|negotiate|notify|obtain|open a|order|organi[sz]e|outline|own"
    r"|paint|pass|pay|pick up|pick|ping|plan|post|prepare|print|propose|provide|publish|pull together|push|put"
    r"|read|record|register|release|remind|remove|renew|repair|replace|reply|report|request|research|reserve"
    r"|restart|return|review|revise|rewrite|roll|run|schedule|scan|see (?:if|whether|to)|sell|send|set up|set"
    r"|share (?:the|a|my notes)|ship|show|sign|sort out|sort|speak (?:to|with)|study|submit|suggest|summari[sz]e"
    r"|switch|take care|take|talk (?:to|with)|tell|test|text|track|train|transfer|translate|try|turn|type up"
    r"|update|upgrade|upload|verify|wash|work (?:on|out)|wrap up the|write)"
)
_SOON = r"(?:really |just |also |then |definitely |quickly |personally |happily |now |probably |gladly )*"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_NUMBER = (
    r"(?:\d+(?:st|nd|rd|th)?|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen"
    r"|a few|a couple of|few|couple)"
)
_ORDINAL = (
    r"(?:\d+(?:st|nd|rd|th)|(?:twenty |thirty )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    r"|twentieth|thirtieth)"
)
_PART = r"(?: (?:morning|afternoon|evening|night|noon|at noon|at (?:\d+|\w+ o'clock)|lunchtime))?"
_DAY = (
    rf"(?:(?:next |this |the )?{_WEEKDAY}(?: after next)?{_PART}|tomorrow{_PART}|today|tonight|noon|midnight"
    rf"|lunchtime|the (?:end of (?:the |this |next )?\w+|weekend|{_ORDINAL}(?: of {_MONTH})?"
    rf"|(?:next|following) \w+|release|deadline)|end of (?:the )?(?:day|week|month|year|sprint|quarter)"
    rf"|{_MONTH}(?: (?:{_ORDINAL}|\d+))?|{_ORDINAL} of {_MONTH}|next \w+|then|\d+(?: ?[ap]m| o'clock)"
    r"|\w+ o'clock|close of business)"
)

ENGLISH = cues(
    decided=r"""
        (?:it|that|this)(?:'s| is| has been|'s been| is now) (?:now |then |all )?(?:decided|settled|agreed|resolved|approved|carried|final)
        (?:then|so) it's (?:decided|settled|agreed)
        we(?: have|'ve)? (?:just |all |now |already |unanimously )?(?:decided|agreed|resolved|settled on|opted for|opted to|chosen)
        (?:motion|proposal|resolution|budget|minutes|plan|request|amendment|application) (?:is|are|was|has been|have been) (?:hereby )?(?:carried|approved|accepted|adopted|passed|rejected|granted)
        (?:motion|proposal) (?:carries|passes)
        (?:has|have) been (?:resolved|decided|agreed)
        the decision is
        ^ decision (?:we|that|to|is|the)
        ^ (?:so |good )?decided(?: then)? $
        that(?:'s| is) (?:a|the|our) decision
        (?:then|so) that's (?:a|the|our) (?:decision|plan)
        let's go (?:with|for)
        we(?:'ll| will|'re|'re going to| are going to| shall)? (?:go|going) (?:with|for|ahead with)
        we(?:'ll| will) (?:stick with|settle (?:on|for))
    """,
    concludes=rf"""
        {_OPENING}(?:then|so) (?:we'll|we will|let's) (?:\w+)
        {_OPENING}(?:then|so) (?:we're|we are) (?:\w+ing)
        {_OPENING}then (?:we|everybody|everyone) (?:\w+)
        {_OPENING}(?:okay|ok|alright|all right|good|great|cool|fine|very well|right) (?:we'll|we will) (?:\w+)
        {_OPENING}(?:okay|ok|alright|all right|good|great|cool|fine|very well|right) (?:we're|we are) (?:\w+ing)
        let's (?:\w+ ){{1,10}}then $
        from now on (?:we|we'll|the|everyone|everybody|all)
    """,
    proposes=rf"""
        {_OPENING}so we (?:\w+)
        i (?:would )?(?:suggest|propose|move|vote)(?: that| to| we| for)?
        my (?:suggestion|proposal) (?:is|would be)
        let's
        we(?:'ll| will|'re going to| are going to| could just)
        why don't we
        shall we
    """,
    undecided=r"""
        (?:not|never|n't|yet to|before we|until we|unless we|once we|whether|should|could|might|may|must|have to|need to|needs to|has to|can|want to|would|to|us|let's|hard to|how) (?:\w+ )?(?:decide|decided|agreed|settled|settle|agree)
        (?:haven't|hasn't|didn't|don't|did not|have not|do not|cannot|can't|couldn't|won't|will not) (?:\w+ )?(?:decide|decided|agree|agreed|settle|reach)
        last (?:year|month|week|time|spring|summer|autumn|fall|winter|quarter|sprint)
        years? ago
        back then
        early on
        at the time
        in those days
        used to
        what (?:we have|we've|we|did we|have we) (?:decided|agreed)
        if we
        if the
        we might
    """,
    inconclusive=r"""
        (?:then|so) (?:we|we're|we are) (?:can|could|should|might|may|need|have|had|were|was|would|don't|do not|didn't|got|went|took|came|made|thought|know|knew|did|started|lost|found|saw|are not|not|just about|done|all|back|still|only|both|finished|ready|late|good|stuck|missing|\w+ed|will see|will know|will have to|ran|won|never|often|usually|always)
        (?:then|so) let's (?:see|start|begin|go(?! (?:with|for|ahead))|move on|take|get|talk|continue|wait|hear|look|say|hope|not|discuss|have)
        we(?:'ll| will) (?:see|talk|come back|discuss|look|have to|need|know|find|be|get (?:back|there)|speak|continue|meet again|decide|wait|think)
        let's (?:see|start|begin|go(?! (?:with|for|ahead))|get|move on|take|park|come back|wait|talk|continue|hear|look|say|hope|not|discuss|have|face|be|stop|postpone|leave|revisit|think|return|table|assume|imagine|pretend|jump|dive|wrap|call it|quickly|keep going|go through|go over|go back)
    """,
    agrees=r"""
        ^ (?:(?:okay|ok|alright|all right|yes|yeah|yep|sure|great|perfect|good|well|oh|i'm) )*(?:agreed|i agree|agree|seconded|second|sounds (?:good|great|fine|right|reasonable|like a plan)|works for me|that works|fine (?:by|with) me|fine|good idea|great idea|deal|yes please|totally|absolutely|definitely|exactly|i like (?:that|it)|let's do (?:that|it)|done|i'm in|me too|in favou?r|makes sense|that makes sense|yay|no objections?|perfect|that(?:'s| is) fine|it is fine with me|i am fine with that|why not|happy with that|yes i agree|approved|very good)
    """,
    objects=rf"""
        {_OPENING}(?:wait|no|not so fast|i disagree|i object|i would rather|i'd rather|i'd prefer|i would prefer|i don't think|i do not think|i'm against|hold on|absolutely not|not really|i'm not sure|that won't work|are you sure|but)
    """,
    commits=rf"""
        i(?:'ll| will| am going to|'m going to|'m gonna| shall| promise to) {_SOON}(?:{_TASK})(?! $)
        i(?:'ll| will) {_SOON}(?:be|be the one) (?:handling|preparing|writing|responsible|taking care)
        i(?:'ll| will) (?:take|do|own|handle) (?:that|it|this|care)
        leave (?:that|it|this) (?:to|with) me
        i(?:'ve| have) got (?:that|this) one
        that one's mine
        i volunteer
        i'm (?:on it|taking (?:that|this|it))
        (?:that|this|it) (?:one )?is on me
        consider it done
    """,
    offers=rf"""
        i (?:can|could) {_SOON}(?:{_TASK})
    """,
    requests=rf"""
        (?:can|could|would|will) you (?:please |maybe |also |then |just |be so kind (?:as )?to )*(?:{_TASK})
        do you want to (?:{_TASK})
        would you mind (?:\w+ing)
        (?:please|kindly) (?:also |then )?(?:{_TASK})
        i(?:'d| would) (?:like|ask|need|want) you to (?:{_TASK})
        i need you to (?:{_TASK})
    """,
    accepts=r"""
        ^ (?:(?:okay|ok|alright|all right|oh|right|good|well|um) )*(?:yes|yeah|yep|sure|of course|will do|i will|i'll|i can|on it|no problem|absolutely|happy to|gladly|consider it done|certainly|my pleasure|can do|ok|okay|alright|fine|got it|noted|with pleasure|definitely|understood)
    """,
    declines=rf"""
        {_OPENING}(?:sorry|unfortunately|i can't|i cannot|i won't|no|nope|i'm afraid|i don't have time|i have no time|not me|i'd rather not|kidding)
    """,
    assigns=rf"""
        (?:{{name}})(?:'ll| will| is going to| is to| has to| needs to| should| agreed to| promised to| volunteered to| offered to| has agreed to| has promised to| has offered to| said (?:he|she|they)(?:'d|'ll| would| will)) (?:also |then |please )?(?:{_TASK})
        (?:{{name}}) (?:takes (?:care|over|that|this|the)|handles|is responsible for|looks after|is in charge of)
        action item (?:for )?(?:{{name}})
        (?:{{name}}) your action item
    """,
    hedged=r"""
        if
        unless
        because i
        maybe
        perhaps
        might
        would
        could have
        (?:will|can|do|did|am|is|are|to) (?:not|never)
        won't
        can't
        cannot
        wish
        always
        never
        usually
        suppose
        in case
        when i
        as soon as you
        once you
        last (?:year|month|week|time)
    """,
    passing=r"""
        share my screen
        sharing my screen
        be (?:quick|brief|short|there|right|back)
        (?:i'll|i will) (?:just )?(?:put|show|show you|give it|give that|do that now|put that|put it|call (?:that|it|this)|read|check|call)(?: (?:in|on|down|it|that|this))* $
        i(?:'ll| will) (?:just )?put (?:that|it|this) (?:in|on|down|as|up|back|here|there)
        give (?:it|that|this) (?:a|an)
        call (?:that|this|it|the) (?:\w+ )?(?:back|up|slide)
        (?:can|could|do) (?:you|everyone|everybody|anyone|anybody|we|i|somebody) (?:all )?(?:hear|see|understand)
        mute
        give (?:me|us|it) (?:a|one|the|another|just a) (?:moment|minute|second|sec)
        a (?:second|moment|minute|sec) (?:please|$)
        (?:repeat|say) (?:that|it|this|the question|what|again)
        tell (?:us|me|you)
        let me
        get (?:started|going|some|a coffee|a drink|to that|into that|the door|there|it|used|that|your point|better|worse)
        get (?:back to)
        show you
        turn (?:on|off|up|down) (?:my|your|the) (?:camera|microphone|mic|video|volume|sound)
        go (?:first|next|last)
        give (?:you|it) (?:an example|some background|a quick)
        give you
        put (?:it|that|this) (?:this way|differently|simply)
        try to (?:be|explain|keep)
        read (?:it|that|this) out
        close the (?:meeting|call|session)
        make (?:it|this) (?:quick|short|brief)
        pass (?:on|the|it|over)
        pick (?:up|it up) (?:where|from|the kids)
        hand (?:it )?over
        run (?:away|out|through)
        take (?:a (?:break|look around|sip|shower)|off|notes now|it slow)
        find (?:it|that|the) (?:\w+ )?(?:number|page|slide|link)
        make (?:me|you|it|sure you)
        do (?:my best|so|well|fine|anything|it again)
        ask you
        ask (?:a|one|another) question
        begin
        start
        survive
        report to
        roll
        draw (?:the|a) line
        answer (?:that|this|your|the) (?:now|question)
        move (?:on|to the next)
        set (?:the|a) (?:stage|scene)
        push back
        work (?:from home|for you)
        anything else
        any (?:other )?(?:questions|business|corrections|objections|comments)
        how are you
        what do you (?:think|mean|say)
        shall we (?:start|begin|go on|continue|move)
        are we all (?:here|set)
        is (?:everyone|everybody) (?:here|ready)
    """,
    due=rf"""
        (?:by|until|till|before|no later than|due|on|over|for|around|starting|as of) {_DAY}
        (?:within|in) (?:the next )?{_NUMBER} (?:minutes?|hours?|days?|weeks?|months?|working days?|business days?)
        (?:at|by) (?:the )?(?:end of (?:the |this )?(?:day|week|month|year|sprint|quarter|meeting|call))
        tomorrow{_PART}
        today
        tonight
        later today
        this (?:morning|afternoon|evening|week|weekend|month|sprint|quarter|year|{_WEEKDAY})
        next (?:week|month|time|sprint|quarter|year|meeting|session|{_WEEKDAY})
        (?:right |directly |straight )?(?:after|before|until|by) (?:the|this|our) (?:next )?(?:call|meeting|session|lunch|break|release)
        (?:on|over|at) the weekend
        {_WEEKDAY}{_PART}
        right (?:away|now)
        immediately
        as soon as possible
        asap
    """,
    asking=rf"""
        {_OPENING}(?:what|who|whom|whose|where|when|why|how|which|is|are|am|do|does|did|can|could|will|would|should|shall|has|have you|was|were|isn't|aren't|don't you|doesn't|didn't|won't|any)(?! (?:a minute|a moment|i said|we need))
    """,
    rhetorical=r"""
        who (?:even|knows|cares|needs|doesn't|does not|wouldn't|would not|says|on earth|else)
        why (?:would|should) (?:anybody|anyone|somebody|i|we|you|they)
        (?:isn't|aren't|wasn't|don't|doesn't|didn't|won't|wouldn't|can't) (?:it|that|they|we|you|he|she)
        (?:right|huh|eh|no|okay|ok) $
        how (?:hard|bad|difficult) can (?:it|that) be
        what(?:'s| is| could possibly) (?:the point|not to like|go wrong)
        you know what
        guess what
        really $
        could we not simply
        are you (?:kidding|serious|joking)
        shall we
    """,
    unknown=r"""
        (?:don't|do not|didn't|wouldn't) (?:really |actually |quite )?know
        (?:no|not a|haven't a|have no) (?:idea|clue)
        (?:not|i'm not|am not) (?:quite |entirely |really |so |that |too )?(?:sure|certain)
        ^ (?:well |um |hmm |honestly )*not (?:really|yet)
        (?:hard|difficult|impossible|too early) to (?:say|tell)
        (?:good|great|excellent|tough) question
        (?:i|we)(?:'d| would|'ll| will)? (?:have to|need to|must|'ve to) (?:check|ask|find out|look|think|clarify|read|see|investigate|talk)
        (?:can't|cannot|could not|couldn't) (?:say|tell|answer)
        (?:don't|do not) have (?:an|the|any|a) (?:answer|information|number|figures?)
        (?:nobody|no one|none of us) knows
        depends on
        remains to be seen
        (?:it's|it is|that's|that is) (?:still )?(?:unclear|open|not clear|an open question|undecided)
        who knows
        beats me
        your guess is as good as mine
        (?:i|let me|i'll|i will) (?:find out|check and|get back to you)
    """,
    deferred=r"""
        (?:decide|discuss|answer|talk about|clarify|look at|revisit|come back to|get back to|return to|sort out|settle) (?:that|this|it) (?:\w+ )?(?:later|another|next|tomorrow|some other|offline|separately|in the next)
        (?:will|can|do|did|could) not (?:decide|answer|settle|solve|resolve) (?:that|this|it)
        (?:won't|can't|don't|didn't) (?:decide|answer|settle|solve|resolve) (?:that|this|it)
        come back to (?:that|this|it)
        (?:park|table|postpone|revisit|shelve) (?:that|this|it)
        take (?:that|this|it) (?:offline|to the next|up next|up in|with us)
        (?:leave|keep) (?:that|this|it) (?:open|for)
        (?:still|remains|stays) open
        open question
        another time
        not (?:yet )?decided
        not today
        next (?:time|meeting|retro|call)
    """,
    stopwords="""
        a an the and or but if so then than that this these those there here it its it's i'm i you he she we they
        me him her us them my your his our their mine yours is are was were be been being am do does did done have
        has had will would can could shall should may might must not no yes yeah yep okay ok right well just really
        very much many more most some any all every each both few other another such only own same too also even
        still already again ever never now today of in on at by for with from to into onto about over under after
        before between through during up down out off as because while when where who whom whose which what why how
        i'll i'd i've we'll we're we've you're you'll you've he's she's they're they'll that's there's what's let's
        don't doesn't didn't won't can't isn't aren't wasn't weren't couldn't wouldn't shouldn't haven't hasn't
        get got go goes going gone went come comes came make makes made take takes took give gives gave say says
        said tell told know knows knew think thinks thought see sees saw look looks like want wants need needs
        thing things something anything nothing everything somebody anybody nobody everybody someone anyone
        everyone one two first next last good great fine nice sure thanks thank please hello hi bye goodbye
        morning afternoon evening kind lot bit maybe perhaps actually basically probably quite pretty around
        us let lets um uh oh hmm ah hey alright everyone's who's how's where's it'll that'll
    """,
)
