"""English words and rules, of which `sentences.py` makes sentences.

`WORDS`: words by the rule's name, a space between them; where the name is several names with `/`
between, each entry is one form for each. `RULES`: texts by the rule's name, `;` between them, in which
`{name}` is any text of a rule and `[this|that]` a choice. `KINDS`: the rules that are whole sentences, and their
weights. `FRAGMENTS`: the rules that also stand among loose words. Everything is written as within a
sentence; `sentences.py` sets the capitals where sentences begin, and `an` for `a`.
"""

from __future__ import annotations

from typing import Final

TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ONES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FIRSTS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")

WORDS: Final[dict[str, str]] = {
    "name": """Susan Robert David Anna Peter Maria Thomas Laura Michael Julia Daniel Emma Martin Sarah Paul
        Alice Frank Helen George Nina Oliver Clara Simon Lucy Walter Grace Victor Ruby Henry Diana Oscar Molly
        Felix Hannah Jack Sophie Arthur Karen Kevin Nancy Brian Linda Susan Robert David""",
    "city": """London Paris Berlin Rome Madrid Vienna Boston Chicago Dublin Oslo Lisbon Prague Athens Tokyo
        Sydney Toronto""",
    "country": "England France Germany Italy Spain Austria Canada Japan Poland Norway Ireland Greece Mexico Brazil",
    "language": "English French German Spanish Italian Dutch Polish Greek Russian Chinese Japanese French",
    "weekday": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": """January February March April May June July August September October November December""",
    "few": "two three four five six seven eight nine ten eleven twelve",
    "teen": "thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "ten": " ".join(TENS),
    "compound": " ".join(f"{ten}-{one}" for ten in TENS for one in ONES),
    "one": " ".join(ONES),
    "ordinal": f"""{" ".join(FIRSTS)} tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
        seventeenth eighteenth nineteenth twentieth thirtieth thirty-first
        {" ".join(f"twenty-{first}" for first in FIRSTS)}""",
    "core/cores": """server/servers search/searches battery/batteries map/maps program/programs video/videos
        version/versions phone/phones sign/signs test/tests picture/pictures question/questions price/prices
        meeting/meetings plan/plans problem/problems story/stories painting/paintings opening/openings
        position/positions number/numbers visitor/visitors translator/translators""",
    "thing/things": """report/reports page/pages list/lists file/files letter/letters message/messages
        design/designs budget/budgets contract/contracts document/documents ticket/tickets account/accounts
        website/websites screen/screens button/buttons form/forms table/tables link/links password/passwords
        backup/backups update/updates release/releases bug/bugs computer/computers laptop/laptops
        printer/printers camera/cameras microphone/microphones recording/recordings project/projects task/tasks
        answer/answers idea/ideas change/changes draft/drafts note/notes agenda/agendas schedule/schedules
        decision/decisions order/orders invoice/invoices survey/surveys summary/summaries
        translation/translations speech/speeches presentation/presentations calendar/calendars review/reviews
        database/databases network/networks machine/machines tool/tools feature/features error/errors
        keyboard/keyboards channel/channels cable/cables speaker/speakers headset/headsets charger/chargers
        license/licenses folder/folders menu/menus chart/charts figure/figures example/examples
        comment/comments topic/topics proposal/proposals result/results sample/samples label/labels
        photo/photos article/articles book/books paper/papers sentence/sentences chapter/chapters
        model/models image/images sound/sounds voice/voices""",
    "act/acts/acted/acting": """send/sends/sent/sending check/checks/checked/checking
        write/writes/wrote/writing read/reads/read/reading fix/fixes/fixed/fixing test/tests/tested/testing
        change/changes/changed/changing finish/finishes/finished/finishing print/prints/printed/printing
        open/opens/opened/opening close/closes/closed/closing update/updates/updated/updating
        review/reviews/reviewed/reviewing prepare/prepares/prepared/preparing share/shares/shared/sharing
        move/moves/moved/moving copy/copies/copied/copying record/records/recorded/recording
        translate/translates/translated/translating build/builds/built/building start/starts/started/starting
        cancel/cancels/canceled/canceling discuss/discusses/discussed/discussing
        explain/explains/explained/explaining order/orders/ordered/ordering
        collect/collects/collected/collecting delete/deletes/deleted/deleting
        replace/replaces/replaced/replacing repair/repairs/repaired/repairing
        improve/improves/improved/improving save/saves/saved/saving publish/publishes/published/publishing
        measure/measures/measured/measuring present/presents/presented/presenting
        compare/compares/compared/comparing confirm/confirms/confirmed/confirming
        approve/approves/approved/approving bring/brings/brought/bringing find/finds/found/finding
        show/shows/showed/showing make/makes/made/making use/uses/used/using
        buy/buys/bought/buying sell/sells/sold/selling pay/pays/paid/paying need/needs/needed/needing
        understand/understands/understood/understanding forget/forgets/forgot/forgetting
        choose/chooses/chose/choosing draw/draws/drew/drawing count/counts/counted/counting
        test/tests/tested/testing check/checks/checked/checking repeat/repeats/repeated/repeating""",
    "person/persons": """doctor/doctors teacher/teachers manager/managers director/directors
        neighbor/neighbors friend/friends student/students designer/designers engineer/engineers
        lawyer/lawyers nurse/nurses driver/drivers guide/guides artist/artists writer/writers
        customer/customers colleague/colleagues volunteer/volunteers member/members guest/guests
        translator/translators visitor/visitors painter/painters musician/musicians baker/bakers
        farmer/farmers gardener/gardeners waiter/waiters pilot/pilots plumber/plumbers
        developer/developers moderator/moderators user/users owner/owners child/children
        boy/boys girl/girls man/men woman/women player/players team/teams""",
    "relative": """mother father sister brother aunt uncle cousin grandmother grandfather daughter son wife
        husband nephew niece grandma grandpa mom dad dog cat""",
    "house/houses": """kitchen/kitchens garden/gardens window/windows door/doors lamp/lamps sofa/sofas bed/beds
        chair/chairs carpet/carpets mirror/mirrors blanket/blankets pillow/pillows basket/baskets box/boxes
        bottle/bottles cup/cups glass/glasses plate/plates spoon/spoons knife/knives fork/forks bowl/bowls
        towel/towels jacket/jackets coat/coats shirt/shirts shoe/shoes hat/hats sock/socks scarf/scarves
        umbrella/umbrellas key/keys bag/bags wallet/wallets watch/watches ring/rings candle/candles toy/toys
        ball/balls bike/bikes car/cars tent/tents ladder/ladders hammer/hammers brush/brushes bucket/buckets
        suitcase/suitcases present/presents clock/clocks fence/fences roof/roofs oven/ovens fridge/fridges
        flower/flowers piano/pianos guitar/guitars drum/drums violin/violins tree/trees""",
    "handle/handled/handling": """clean/cleaned/cleaning wash/washed/washing carry/carried/carrying
        paint/painted/painting fill/filled/filling lift/lifted/lifting hide/hid/hiding
        break/broke/breaking lose/lost/losing borrow/borrowed/borrowing throw/threw/throwing
        catch/caught/catching hold/held/holding pack/packed/packing touch/touched/touching
        push/pushed/pushing pull/pulled/pulling steal/stole/stealing drop/dropped/dropping""",
    "food": """bread butter cheese milk coffee tea soup rice pasta salad chicken fish beef pizza cake chocolate
        honey sugar salt pepper garlic fruit juice water wine beer cream jam yogurt toast bacon ham""",
    "fruit": """apples bananas oranges lemons cherries grapes pears plums tomatoes potatoes carrots onions
        beans mushrooms eggs cookies noodles pancakes nuts sandwiches strawberries peaches cucumbers""",
    "place": """office library school hospital station airport market bakery restaurant cafe park beach lake
        river forest mountain village bridge church castle theater cinema harbor hotel bank pharmacy gym
        stadium museum garden factory garage kitchen basement playground supermarket island farm zoo""",
    "adj": """new old big small good bad long short fast slow cheap expensive easy difficult simple important
        clean dirty quiet loud heavy light empty full warm cold bright dark soft hard strong weak early late
        free public private large tiny wide narrow perfect strange funny serious careful useful correct wrong
        modern famous local digital blue red green yellow white black brown gray orange purple beautiful ugly
        fresh broken missing secret official final next last common rare special normal older younger""",
    "state": """tired happy hungry thirsty ready late busy sick angry sad nervous proud bored curious excited
        surprised worried sorry sure afraid lonely lucky careful patient relaxed confused grateful awake alone
        early wrong right calm jealous polite healthy""",
    "quality": """better worse faster slower easier cheaper bigger smaller longer shorter stronger louder
        quieter cleaner brighter warmer colder safer nicer simpler stranger lighter heavier newer""",
    "measure": "very really quite too rather so pretty almost extremely fairly",
    "adverb": """quickly slowly carefully quietly loudly together again tomorrow today soon later early alone
        outside inside downstairs upstairs online everywhere immediately finally properly gently secretly
        already probably exactly directly regularly usually suddenly clearly easily""",
    "weather": "sunny rainy cloudy windy cold warm hot foggy snowy stormy icy dry wet mild freezing",
    "animal/animals": """horse/horses cow/cows pig/pigs goat/goats rabbit/rabbits mouse/mice bird/birds duck/ducks
        goose/geese bear/bears wolf/wolves fox/foxes snake/snakes spider/spiders frog/frogs lion/lions
        tiger/tigers elephant/elephants monkey/monkeys owl/owls eagle/eagles bee/bees turtle/turtles
        squirrel/squirrels hedgehog/hedgehogs kitten/kittens puppy/puppies""",
    "monster/monsters": """dragon/dragons goblin/goblins troll/trolls giant/giants ghost/ghosts
        skeleton/skeletons vampire/vampires demon/demons ogre/ogres witch/witches zombie/zombies wolf/wolves
        spider/spiders bandit/bandits pirate/pirates guard/guards knight/knights soldier/soldiers thief/thieves
        monster/monsters""",
    "hero": """wizard warrior ranger cleric rogue bard paladin druid monk hunter king queen prince princess
        captain elf dwarf healer archer merchant sailor priest""",
    "gear/gears": """sword/swords shield/shields bow/bows arrow/arrows axe/axes dagger/daggers spear/spears
        staff/staffs wand/wands potion/potions scroll/scrolls helmet/helmets cloak/cloaks amulet/amulets
        crown/crowns torch/torches rope/ropes lantern/lanterns chest/chests coin/coins gem/gems crystal/crystals
        trap/traps spell/spells card/cards token/tokens statue/statues""",
    "dungeon": """dungeon tower cave temple tavern swamp tunnel castle bridge forest valley desert ruins crypt
        hallway gate cellar throne_room treasure_room wall""",
    "fight/fought": """attack/attacked fight/fought follow/followed push/pushed distract/distracted hit/hit
        watch/watched trap/trapped surprise/surprised escape/escaped chase/chased warn/warned
        question/questioned wake/woke grab/grabbed poison/poisoned rescue/rescued heal/healed kick/kicked""",
    "skill": """stealth perception strength wisdom initiative persuasion athletics medicine insight charisma
        intelligence dexterity history nature arcana investigation""",
    "exhibit/exhibits": """painting/paintings sculpture/sculptures statue/statues portrait/portraits
        drawing/drawings vase/vases coin/coins mask/masks sword/swords photograph/photographs
        manuscript/manuscripts carpet/carpets ship/ships clock/clocks engine/engines skeleton/skeletons
        fossil/fossils crown/crowns instrument/instruments window/windows treasure/treasures""",
    "century": "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth last",
    "material": "wood stone gold silver glass paper bronze iron leather marble wool plastic steel cotton clay",
    "hobby": """chess football tennis soccer basketball cards swimming dancing singing fishing reading cooking
        painting running hiking skating sailing climbing gardening volleyball hockey cycling yoga""",
    "event": """birthday wedding concert festival exam interview party game dinner holiday workshop trip
        vacation conference appointment lesson picnic match exhibition movie show race visit reunion""",
    "body": "head back foot knee shoulder hand tooth stomach finger neck throat ear eye arm leg nose elbow",
    "abstract": """time luck patience help space energy courage attention information experience practice money
        progress music traffic news fun work advice support""",
    "go/went/going": """go/went/going walk/walked/walking drive/drove/driving run/ran/running
        travel/traveled/traveling come/came/coming fly/flew/flying ride/rode/riding hurry/hurried/hurrying
        return/returned/returning""",
    "live/lived/living": """sleep/slept/sleeping wait/waited/waiting stay/stayed/staying work/worked/working
        play/played/playing sing/sang/singing dance/danced/dancing laugh/laughed/laughing cry/cried/crying
        rest/rested/resting study/studied/studying practice/practiced/practicing cook/cooked/cooking
        eat/ate/eating swim/swam/swimming listen/listened/listening talk/talked/talking
        smile/smiled/smiling stand/stood/standing sit/sat/sitting train/trained/training
        celebrate/celebrated/celebrating vote/voted/voting""",
    "enjoy/enjoys/enjoyed": """enjoy/enjoys/enjoyed like/likes/liked love/loves/loved hate/hates/hated
        miss/misses/missed remember/remembers/remembered want/wants/wanted prefer/prefers/preferred
        admire/admires/admired know/knows/knew recommend/recommends/recommended""",
    "said": "said told asked wrote thought believed heard hoped knew promised guessed noticed mentioned",
    "I_will": "I'll we'll he'll she'll they'll you'll",
    "they": "I you we they",
    "he": "he she it",
    "whose": "my your his her our their",
    "whom": "me him her us them you everyone everybody",
    "part_of_day": "morning afternoon evening night",
}

RULES: Final[dict[str, str]] = {
    "number": "{few}; {few}; {teen}; {ten}; {compound}",
    "big": """{few} hundred; {one} thousand; {few} thousand; {compound} thousand; a hundred; a thousand;
        {few} hundred and {compound}; {one} million; one hundred and {teen}""",
    "amount": "{number}; {number}; {big}",
    "hour": """{few} o'clock; half past {few}; a quarter to {few}; a quarter past {few}; noon; midnight;
        {few} thirty; {few} fifteen; {few} in the [morning|afternoon|evening]""",
    "date": "the {ordinal} of {month}; {month} the {ordinal}; {weekday}, the {ordinal} of {month}",
    "day": """{weekday}; tomorrow; today; this {part_of_day}; {weekday} {part_of_day}; next week; next
        {weekday}; the end of {month}; the end of the week; tonight; next month""",
    "when": """tomorrow; today; on {weekday}; on {weekday} {part_of_day}; at {hour}; next week; next
        year; next month; tonight; this {part_of_day}; tomorrow morning; in {month}; on {date}; later;
        soon; in {number} minutes; in {few} days; after the [break|meeting|weekend|holidays]; before
        {hour}; every {weekday}; at the same time; in the spring; in [summer|autumn|winter]; at the end of
        {month}""",
    "past": """yesterday; last week; last {weekday}; {few} days ago; this morning; last night; last
        year; an hour ago; on {weekday}; in {month}; {number} minutes ago; for the first time; on Sunday
        night""",
    "by": "by {weekday}; by {weekday}; by {day}; until {day}; before {weekday}; by {hour}",
    "every": """every day; every week; every second; every ten seconds; every {part_of_day}; every
        month; every hour; once a week; twice a year; all the time; most of the time; never; always""",
    "long": """{number} minutes; an hour; {few} hours; {few} days; a week; {few} weeks; {number}
        seconds; a moment; {few} months; two more weeks; a long time; half an hour; {number} years""",
    "item": "{core}; {core}; {thing}; {thing}; {thing}",
    "items": "{cores}; {cores}; {things}; {things}; {things}",
    "obj": """the {item}; the {item}; the {adj} {item}; {whose} {item}; the {items}; this {item}; a
        {item}; {number} {items}; the {item} for {name}; a {adj} {item}; all the {items}; these {items};
        that {item}; the {item} and the {item}; some {items}; the {language} {item}; another {item}; those
        {adj} {items}""",
    "home": """the {house}; the {adj} {house}; {whose} {house}; the {houses}; a {adj} {house}; {few}
        {houses}; those {houses}; this {house}""",
    "who": "{name}; {name}; {name}; my {relative}; the {person}; {whose} {relative}; our {person}",
    "people": """the {persons}; most people; {number} people; {name} and {name}; our {persons}; many
        {persons}; {big} people; everybody here; the people at the {place}; all of them; both of us; some
        {persons}""",
    "where": """at the {place}; in the {place}; in {city}; near the {place}; at home; behind the
        {place}; here; in front of the {place}; next to the {place}; in {country}; across the street;
        there; around the corner""",
    "to_place": """to the {place}; to the {place}; to {city}; home; to {country}; to school; to work;
        there; through the {place}; over the bridge; back to the {place}""",
    "eat": """{food}; {fruit}; some {food}; {food} and {food}; {fruit} and {fruit}; {few} {fruit}; fresh
        {food}; {food} with {food}; a little {food}; a [slice|piece|bit] of {food}""",
    "weapon": """the {gear}; a {adj} {gear}; my {gear}; {few} {gears}; the {adj} {gear}; a {gear} of
        {material}""",
    "foe": """the {monster}; the {adj} {monster}; {few} {monsters}; the {monsters}; a {monster}; the
        {hero}""",
    "why": """because {he} was {state}; because it is {quality}; because we need more {abstract}; so we
        can {live}; if you like; but {who} is {state}; and then we {live}; although it is {adj}; while
        {who} is {living}""",
    "open": "okay,; well,; so,; yes,; no,; right,; sorry,; actually,; maybe; all right,; oh,; great,",
    "short": """yes.; yes.; no.; no.; okay.; okay.; right.; thank you.; thank you.; thanks.; hello.;
        hello everyone.; good [morning|evening|afternoon|night], {name}.; I agree.; sure.; maybe.; of
        course.; goodbye.; bye, {name}.; goodbye, {name}.; hi, {name}.; hello, {name}.; thank you,
        {name}.; no, thank you.; yes, please.; exactly.; sorry.; please.; {name}?; {number}.; {number}
        {items}.; what?; why?; when?; where?; who?; really?; how much?; how many?; fine.; perfect.; I
        don't know.; not now.; {weekday}.; I think so too.; I don't think so.; that's right.; that's
        wrong.; me too.; wait.; stop.; come on.; yeah.; of course not.; go on, {name}.; why not?; what's
        that?; I see.; no problem.; well done.; good idea.; excellent.; absolutely.; never.; always.;
        tomorrow.; today.; nothing.; nobody.; everyone.; hm.; yes, {name}.; no, {name}.; okay, thank you.;
        okay, {name}.; okay, good.; great, thanks.; you're welcome.; see you {when}.; good luck.; I'm
        {state}.; we're {state}.; {adj}.; is that so?; that's fine.; I hope so.; good point.; I'm here.;
        let's go.; let's start.; one moment, please.; just a minute.; excuse me.; not really.; very good.;
        fair enough.; got it.; done.; agreed.; true.; wow.; welcome, {name}.; morning.; good question.""",
    "request": """[can|could|will|would] you {act} {obj} {by}?; please {act} {obj} {by}.; {name}, please
        {act} {obj}.; [can|could] you send {whom} {obj} {by}?; {name}, can you {act} {obj} {by}?; please
        tell {whom} about {obj}.; would you please {act} {obj}?; could {who} {act} {obj} {when}?; please
        don't {act} {obj}.; let me {act} {obj}.; give {whom} {long}, please.; please ask {who} about
        {obj}.; can we {act} {obj} {when}?; may I {act} {obj}?; do you mind if I {act} {obj}?; can
        somebody {act} {obj}?; remember to {act} {obj} {by}.; please wait {long}.""",
    "action": """I will {act} {obj} {by}.; I'll {act} {obj} {by}.; {name} will {act} {obj} {by}.; we
        will {act} {obj} {when}.; {I_will} {act} {obj}.; {who} wants to {act} {obj}.; I can {act} {obj}
        {when}.; I need to {act} {obj} first.; we have to {act} {obj} {by}.; {who} has to {act} {obj}.;
        I'm going to {act} {obj} {when}.; we should {act} {obj}.; somebody must {act} {obj} {by}.; {name}
        and {name} will {act} {obj}.; I'll send {whom} {obj} {by}.; I will call {who} {when}.; {I_will}
        ask {who} about {obj}.; I will speak with {who} before {day}.; we need {amount} dollars for
        {obj}.; I would rather {act} {obj} than {act} {obj}.; we must not {act} {obj}.""",
    "decision": """it is decided, we will {act} {obj}.; we decided to {act} {obj}.; then we {act} {obj}
        {when}.; so the decision is to {act} {obj}.; we agreed to {act} {obj} {by}.; we will not {act}
        {obj}.; let's {act} {obj} {when}.; we won't {act} {obj} this year.; everyone agrees, we {act}
        {obj}.; then {weekday} it is.; we vote for {obj}.; we have decided that {name} will {act} {obj}.;
        {amount} voted for {obj} and {number} against it.; we'll take {obj}.; the next meeting is on
        {weekday} at {hour}.; our next meeting will be {when}.; we can decide that {when}.""",
    "ask": """do you {enjoy} {obj}?; did you {act} {obj}?; who will {act} {obj}?; when can you {act}
        {obj}?; is {obj} {adj}?; what do you think about {obj}?; why did {who} {act} {obj}?; how long did
        you {live}?; where is {obj}?; how many {items} do we need?; how much does {obj} cost?; have you
        seen {who}?; are you {state}?; is it {adj} enough?; should we {act} {obj} or {act} {obj}?; what
        happens if we {act} {obj}?; which {item} do you {enjoy}?; what time is it?; does {who} know about
        {obj}?; has anyone {acted} {obj}?; is there a {item} for {obj}?; are there any {items} left?; what
        about {obj}?; was it {adj} or {adj}?; were you {where} {past}?; do we know why {who} {acted}
        {obj}?; who is {living}?; is {who} {living} {where}?; do you want to {go} {to_place} {when}?; what
        did {who} say about {obj}?; do the {items} happen {every}?; whose {house} is this?; can everybody
        hear {name}?; how can I {act} {obj}?; isn't it {adj}?; don't you {enjoy} {obj}?""",
    "state_of": """the {item} is {measure} {adj}.; the {item} was {adj} {past}.; the {items} are {adj}.;
        the {items} were {measure} {adj}.; there is a {item} {where}.; there are {number} {items}
        {where}.; it is {quality} than {obj}.; this {item} is {quality} than the other one.; {he} is
        {measure} {adj}.; there was nothing {where}.; {obj} cost {amount} dollars.; the {item} went
        {quality} than expected.; {people} used {obj} {past}.; the {item} isn't {adj} enough.; that costs
        {amount} euros.; nobody knows where the {item} is.; it happened {past}.; the {item} does not
        work.; the {item} didn't work {past}.; there aren't enough {items}.; the server was down for
        {long}.; the battery was empty after {long}.; it takes {long}.; the {item} of {name} is {adj}.;
        {number} of the {items} were {adj}.; everything is {adj} here.; something is wrong with {obj}.""",
    "told": """{who} {acted} {obj} {past}.; {who} {said} that {they} {enjoyed} {obj}.; {they} {acted}
        {obj} {past}.; I {acted} {obj}, {why}.; {who} {enjoys} {obj}.; {they} {enjoy} {obj}, {why}.; {who}
        {acts} {obj} {every}.; {people} {enjoyed} {obj}.; {who} has never {acted} {obj}.; {they} {enjoyed}
        the {item} of {name}.; {who} was {acting} {obj} when I {went} {to_place}.; I've already {acted}
        {obj}.; we haven't {acted} {obj} yet.; {I_will} {act} it {when}, {why}.; I {said} so {past}.; I
        couldn't {act} {obj}, {why}.; {he} doesn't {act} {obj} {every}.; they didn't {enjoy} {obj}.; I
        think that {who} {acted} {obj}.""",
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
        {when}.; there is {eat} on the table.; I saw a {animal} {where}.; the {animals} are {measure}
        {adj}.; {who} wants a {animal} for Christmas.; {who} is {number} years old.; the {animal} ate
        {eat}.; I feel {measure} {state}.; have a nice {event}, {name}.; whose {relative} is that?; my
        {relative} works as a {person}.; {few} {animals} ran through the {place}.; I can't find {home}.;
        you shouldn't {live} {where}.; it smells like {eat}.; the kids are {living} {adverb}.; I'd like
        {eat}, please.; who wants to play {hobby}?; we've got {eat}.""",
    "game": """roll for initiative!; roll for {skill}, {name}.; I {fight} {foe} with {weapon}.; {foe}
        attacks {name}.; I rolled a {number}.; {name}, make a {skill} check.; we {go} through the
        {dungeon}.; I look for {weapon} in the {dungeon}.; you see {foe} in the {dungeon}.; my {hero}
        {fought} {foe}.; the {hero} carries {weapon}.; you take {number} points of damage.; it's your
        turn, {name}.; is {foe} still alive?; who has {weapon}?; I want to {fight} {foe}.; does that hit?;
        you find {weapon} and {few} {gears}.; I cast a spell on {foe}.; the dragon is {measure} {adj}.; we
        should rest before we {fight} {foe}.; I have {number} hit points left.; the {dungeon} is {adj} and
        {adj}.; {foe} ran into the {dungeon}.; I open the {gear} {adverb}.; the {hero} gives you
        {weapon}.; add {few} to your roll.; that's a natural twenty!; I hide behind the {hero}.; we
        {fought} {foe} in the {dungeon}.; you win, {name}!; your {skill} is {number}.; the {monster} falls
        asleep.; I try to {fight} {foe} {adverb}.; draw {few} cards and {act} one.; we lost the battle.""",
    "museum": """this {exhibit} is made of {material}.; the {exhibit} is from the {century} century.;
        welcome to the museum.; please don't touch the {exhibits}.; the {exhibit} shows {who} with a
        {animal}.; the artist painted it in {city}.; tickets cost {number} dollars for children.; it is
        free for {persons}.; the museum opens at {hour} on {weekday}.; the tour takes {long}.; follow the
        {person} to the {exhibits}.; {people} came to the museum {past}.; the {adj} {exhibit} was found
        {where}.; this {exhibit} belonged to the {hero}.; the visitors {enjoyed} the {exhibits}.; a
        {exhibit} of {material} and {material}.; the exhibition is open until {hour}.; many visitors speak
        {language}.; do the visitors have to pay?; the {exhibits} are {measure} {adj}.; who painted this
        {exhibit}?; the {exhibit} comes from {country}.; we have {amount} {exhibits} in this room.; nobody
        would see the difference.; the director hopes for {amount} visitors.""",
    "call": """hello {name}, can you hear {who}?; welcome to our community call.; we have {few} things
        on the agenda.; {name}, you are muted.; I can't hear {who}.; I can hear {who} {measure} well.;
        thank you for {acting} {obj}.; let's talk about {obj}.; we talked about {obj} {past}.; the first
        topic is {obj}.; go ahead, {name}.; the last question is about {obj}.; are there any other
        questions?; that is everything about {obj}.; I {enjoy} your {item}, {name}.; {name} has a question
        about {obj}.; thank you all for {acting} {obj}.; have a good {part_of_day}, everyone.; that makes
        {obj} {quality}.; to be honest, I don't {enjoy} {obj}.; I agree with {name}.; that was good news
        from {name}.; one more thing, {obj} is {adj}.; we will begin at {hour}.; the community wants
        {obj}.; there are {amount} dollars left for {obj}.; we have {number} new members.; it is already
        {hour}.; let me repeat, {name} will {act} {obj}.; what else can we do about {obj}?; the money is
        enough for {long}.; {weekday} is fine with {whom}.; that would be a good day for {who}.; the date
        is {date}.; we met on {date}.; today is {date}.; I'm free on {weekday} at {hour}.; the holidays
        begin on {date}.; it would be the {ordinal} time.; we said {weekday}, not {weekday}.; it's
        {hour}.; see you on {weekday} at {hour}.""",
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
        {lived} {where}.; without {abstract}, nothing works.; instead of {acting} {obj}, we {lived}.""",
}

KINDS: Final[dict[str, int]] = {
    "short": 17, "request": 8, "action": 9, "decision": 6, "ask": 9, "state_of": 8, "told": 7, "standup": 4,
    "family": 9, "game": 7, "museum": 5, "call": 8, "led": 4, "pair": 4, "room": 5,
}

FRAGMENTS: Final = ("obj", "home", "who", "people", "where", "eat", "weapon", "foe", "when", "past", "amount", "date", "hour", "short")
