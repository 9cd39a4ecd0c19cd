"""English words by kind, of which `sentences.py` makes sentences.

A space between two words, `_` for a space within one. Where a heading is several names with `/`
between, each entry has one form for each of them, in that order.
"""

from __future__ import annotations

from typing import Final

TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ONES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FIRSTS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")

WORDS: Final[dict[str, str]] = {
    "name": """Susan Robert David Anna Peter Maria Thomas Laura Michael Julia Daniel Emma Martin Sarah
        Paul Alice Frank Helen George Nina Oliver Clara Simon Lucy Walter Grace Victor Ruby Henry Diana
        Oscar Molly Felix Hannah Jack Sophie Arthur Karen Kevin Nancy Brian Linda Susan Robert David""",
    "city": """London Paris Berlin Rome Madrid Vienna Boston Chicago Dublin Oslo Lisbon Prague Athens
        Tokyo Sydney Toronto""",
    "country": """England France Germany Italy Spain Austria Canada Japan Poland Norway Ireland Greece
        Mexico Brazil""",
    "language": """English French German Spanish Italian Dutch Polish Greek Russian Chinese Japanese
        French""",
    "weekday": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January February March April May June July August September October November December",
    "few": "two three four five six seven eight nine ten eleven twelve",
    "teen": "thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "ten": " ".join(TENS),
    "compound": " ".join(f"{ten}-{one}" for ten in TENS for one in ONES),
    "one": " ".join(ONES),
    "ordinal": f"""{" ".join(FIRSTS)} tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
        seventeenth eighteenth nineteenth twentieth thirtieth thirty-first
        {" ".join(f"twenty-{first}" for first in FIRSTS)}""",
    "core/cores": """server/servers search/searches battery/batteries map/maps program/programs
        video/videos version/versions phone/phones sign/signs test/tests picture/pictures
        question/questions price/prices meeting/meetings plan/plans problem/problems story/stories
        painting/paintings opening/openings position/positions number/numbers visitor/visitors
        translator/translators""",
    "thing/things": """report/reports page/pages list/lists file/files letter/letters message/messages
        design/designs budget/budgets contract/contracts document/documents ticket/tickets
        account/accounts website/websites screen/screens button/buttons form/forms table/tables link/links
        password/passwords backup/backups update/updates release/releases bug/bugs computer/computers
        laptop/laptops printer/printers camera/cameras microphone/microphones recording/recordings
        project/projects task/tasks answer/answers idea/ideas change/changes draft/drafts note/notes
        agenda/agendas schedule/schedules decision/decisions order/orders invoice/invoices survey/surveys
        summary/summaries translation/translations speech/speeches presentation/presentations
        calendar/calendars review/reviews database/databases network/networks machine/machines tool/tools
        feature/features error/errors keyboard/keyboards channel/channels cable/cables speaker/speakers
        headset/headsets charger/chargers license/licenses folder/folders menu/menus chart/charts
        figure/figures example/examples comment/comments topic/topics proposal/proposals result/results
        sample/samples label/labels photo/photos article/articles book/books paper/papers
        sentence/sentences chapter/chapters model/models image/images sound/sounds voice/voices""",
    "act/acts/acted/done/acting": """send/sends/sent/sent/sending check/checks/checked/checked/checking
        write/writes/wrote/written/writing read/reads/read/read/reading fix/fixes/fixed/fixed/fixing
        test/tests/tested/tested/testing change/changes/changed/changed/changing
        finish/finishes/finished/finished/finishing print/prints/printed/printed/printing
        open/opens/opened/opened/opening close/closes/closed/closed/closing
        update/updates/updated/updated/updating review/reviews/reviewed/reviewed/reviewing
        prepare/prepares/prepared/prepared/preparing share/shares/shared/shared/sharing
        move/moves/moved/moved/moving copy/copies/copied/copied/copying
        record/records/recorded/recorded/recording translate/translates/translated/translated/translating
        build/builds/built/built/building start/starts/started/started/starting
        cancel/cancels/canceled/canceled/canceling discuss/discusses/discussed/discussed/discussing
        explain/explains/explained/explained/explaining order/orders/ordered/ordered/ordering
        collect/collects/collected/collected/collecting delete/deletes/deleted/deleted/deleting
        replace/replaces/replaced/replaced/replacing repair/repairs/repaired/repaired/repairing
        improve/improves/improved/improved/improving save/saves/saved/saved/saving
        publish/publishes/published/published/publishing measure/measures/measured/measured/measuring
        present/presents/presented/presented/presenting compare/compares/compared/compared/comparing
        confirm/confirms/confirmed/confirmed/confirming approve/approves/approved/approved/approving
        bring/brings/brought/brought/bringing find/finds/found/found/finding
        show/shows/showed/shown/showing make/makes/made/made/making use/uses/used/used/using
        buy/buys/bought/bought/buying sell/sells/sold/sold/selling
        describe/describes/described/described/describing choose/chooses/chose/chosen/choosing
        draw/draws/drew/drawn/drawing count/counts/counted/counted/counting
        repeat/repeats/repeated/repeated/repeating accept/accepts/accepted/accepted/accepting
        answer/answers/answered/answered/answering arrange/arranges/arranged/arranged/arranging
        connect/connects/connected/connected/connecting correct/corrects/corrected/corrected/correcting
        deliver/delivers/delivered/delivered/delivering edit/edits/edited/edited/editing
        export/exports/exported/exported/exporting install/installs/installed/installed/installing
        mention/mentions/mentioned/mentioned/mentioning organize/organizes/organized/organized/organizing
        plan/plans/planned/planned/planning receive/receives/received/received/receiving
        remove/removes/removed/removed/removing search/searches/searched/searched/searching
        store/stores/stored/stored/storing support/supports/supported/supported/supporting""",
    "person/persons": """doctor/doctors teacher/teachers manager/managers director/directors
        neighbor/neighbors friend/friends student/students designer/designers engineer/engineers
        lawyer/lawyers nurse/nurses driver/drivers guide/guides artist/artists writer/writers
        customer/customers colleague/colleagues volunteer/volunteers member/members guest/guests
        translator/translators visitor/visitors painter/painters musician/musicians baker/bakers
        farmer/farmers gardener/gardeners waiter/waiters pilot/pilots plumber/plumbers
        developer/developers moderator/moderators user/users owner/owners child/children boy/boys
        girl/girls man/men woman/women player/players team/teams""",
    "relative": """mother father sister brother aunt uncle cousin grandmother grandfather daughter son
        wife husband nephew niece grandma grandpa mom dad dog cat""",
    "house/houses": """window/windows door/doors lamp/lamps sofa/sofas bed/beds chair/chairs
        carpet/carpets mirror/mirrors blanket/blankets pillow/pillows basket/baskets box/boxes
        bottle/bottles cup/cups glass/glasses plate/plates spoon/spoons knife/knives fork/forks bowl/bowls
        towel/towels jacket/jackets coat/coats shirt/shirts shoe/shoes hat/hats sock/socks scarf/scarves
        umbrella/umbrellas key/keys bag/bags wallet/wallets watch/watches ring/rings candle/candles
        toy/toys ball/balls bike/bikes car/cars tent/tents ladder/ladders hammer/hammers brush/brushes
        bucket/buckets suitcase/suitcases present/presents clock/clocks fence/fences roof/roofs oven/ovens
        fridge/fridges flower/flowers piano/pianos guitar/guitars drum/drums violin/violins tree/trees""",
    "handle/handled/handling": """clean/cleaned/cleaning wash/washed/washing carry/carried/carrying
        paint/painted/painting fill/filled/filling lift/lifted/lifting hide/hid/hiding
        break/broke/breaking lose/lost/losing borrow/borrowed/borrowing throw/threw/throwing
        catch/caught/catching hold/held/holding pack/packed/packing touch/touched/touching
        push/pushed/pushing pull/pulled/pulling steal/stole/stealing drop/dropped/dropping""",
    "food": """bread butter cheese milk coffee tea soup rice pasta salad chicken fish beef pizza cake
        chocolate honey sugar salt pepper garlic fruit juice water wine beer cream jam yogurt toast bacon
        ham""",
    "fruit": """apples bananas oranges lemons cherries grapes pears plums tomatoes potatoes carrots
        onions beans mushrooms eggs cookies noodles pancakes nuts sandwiches strawberries peaches
        cucumbers""",
    "place": """office library school hospital station airport market bakery restaurant cafe park beach
        lake river forest mountain village bridge church castle theater cinema harbor hotel bank pharmacy
        gym stadium museum garden factory garage kitchen basement playground supermarket island farm zoo""",
    "adj": """new old big small good bad long short fast slow cheap expensive easy difficult simple
        important clean dirty quiet loud heavy light empty full warm cold bright dark soft hard strong
        weak early late free public private large tiny wide narrow perfect strange funny serious useful
        correct wrong modern famous local beautiful ugly fresh secret special normal boring exciting
        popular clever dangerous comfortable terrible wonderful interesting possible necessary similar
        different complete deep high low round thick thin sharp smooth rough real true""",
    "attr": """final next last common rare official digital older younger main missing broken other
        whole single second first favorite current usual daily weekly annual national""",
    "color": "blue red green yellow white black brown gray orange purple pink golden",
    "state": """tired happy hungry thirsty ready late busy sick angry sad nervous proud bored curious
        excited surprised worried sorry sure afraid lonely lucky careful patient relaxed confused grateful
        awake alone early wrong right calm jealous polite healthy""",
    "quality": """better worse faster slower easier cheaper bigger smaller longer shorter stronger
        louder quieter cleaner brighter warmer colder safer nicer simpler stranger lighter heavier newer""",
    "measure": "very really quite too rather so pretty extremely fairly",
    "adverb": """quickly slowly carefully quietly loudly together again tomorrow today soon later early
        alone outside inside downstairs upstairs online everywhere immediately finally properly gently
        secretly already probably exactly directly regularly usually suddenly clearly easily""",
    "weather": "sunny rainy cloudy windy cold warm hot foggy snowy stormy icy dry wet mild freezing",
    "animal/animals": """horse/horses cow/cows pig/pigs goat/goats rabbit/rabbits mouse/mice bird/birds
        duck/ducks goose/geese bear/bears wolf/wolves fox/foxes snake/snakes spider/spiders frog/frogs
        lion/lions tiger/tigers elephant/elephants monkey/monkeys owl/owls eagle/eagles bee/bees
        turtle/turtles squirrel/squirrels hedgehog/hedgehogs kitten/kittens puppy/puppies""",
    "monster/monsters": """dragon/dragons goblin/goblins troll/trolls giant/giants ghost/ghosts
        skeleton/skeletons vampire/vampires demon/demons ogre/ogres witch/witches zombie/zombies
        wolf/wolves spider/spiders bandit/bandits pirate/pirates guard/guards knight/knights
        soldier/soldiers thief/thieves monster/monsters""",
    "hero": """wizard warrior ranger cleric rogue bard paladin druid monk hunter king queen prince
        princess captain elf dwarf healer archer merchant sailor priest""",
    "gear/gears": """sword/swords shield/shields bow/bows arrow/arrows axe/axes dagger/daggers
        spear/spears staff/staffs wand/wands potion/potions scroll/scrolls helmet/helmets cloak/cloaks
        amulet/amulets crown/crowns torch/torches rope/ropes lantern/lanterns chest/chests coin/coins
        gem/gems crystal/crystals trap/traps spell/spells card/cards token/tokens statue/statues""",
    "dungeon": """dungeon tower cave temple tavern swamp tunnel castle bridge forest valley desert ruins
        crypt hallway gate cellar throne_room treasure_room""",
    "fight/fought": """attack/attacked fight/fought follow/followed push/pushed distract/distracted
        hit/hit watch/watched trap/trapped surprise/surprised escape/escaped chase/chased warn/warned
        question/questioned wake/woke grab/grabbed poison/poisoned rescue/rescued heal/healed kick/kicked""",
    "skill": """stealth perception strength wisdom initiative persuasion athletics medicine insight
        charisma intelligence dexterity history nature arcana investigation""",
    "exhibit/exhibits": """painting/paintings sculpture/sculptures statue/statues portrait/portraits
        drawing/drawings vase/vases coin/coins mask/masks sword/swords photograph/photographs
        manuscript/manuscripts carpet/carpets ship/ships clock/clocks engine/engines skeleton/skeletons
        fossil/fossils crown/crowns instrument/instruments window/windows treasure/treasures""",
    "century": "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth last",
    "material": """wood stone gold silver glass paper bronze iron leather marble wool plastic steel
        cotton clay""",
    "hobby": """chess football tennis soccer basketball cards swimming dancing singing fishing reading
        cooking painting running hiking skating sailing climbing gardening volleyball hockey cycling yoga""",
    "event": """birthday wedding concert festival exam interview party game dinner holiday workshop trip
        vacation conference appointment lesson picnic match exhibition movie show race visit reunion""",
    "body": """head back foot knee shoulder hand tooth stomach finger neck throat ear eye arm leg nose
        elbow""",
    "abstract": """time luck patience help space energy courage attention information experience
        practice money progress music traffic news fun work advice support""",
    "go/went/going": """go/went/going walk/walked/walking drive/drove/driving run/ran/running
        travel/traveled/traveling come/came/coming fly/flew/flying ride/rode/riding hurry/hurried/hurrying
        return/returned/returning""",
    "live/lived/living": """sleep/slept/sleeping wait/waited/waiting stay/stayed/staying
        work/worked/working play/played/playing sing/sang/singing dance/danced/dancing
        laugh/laughed/laughing cry/cried/crying rest/rested/resting study/studied/studying
        practice/practiced/practicing cook/cooked/cooking eat/ate/eating swim/swam/swimming
        listen/listened/listening talk/talked/talking smile/smiled/smiling stand/stood/standing
        sit/sat/sitting train/trained/training celebrate/celebrated/celebrating vote/voted/voting""",
    "enjoy/enjoys/enjoyed": """need/needs/needed understand/understands/understood forget/forgets/forgot
        enjoy/enjoys/enjoyed like/likes/liked love/loves/loved hate/hates/hated miss/misses/missed
        remember/remembers/remembered want/wants/wanted prefer/prefers/preferred admire/admires/admired
        know/knows/knew recommend/recommends/recommended""",
    "said": "said wrote thought believed heard hoped knew promised guessed noticed mentioned",
    "I_will": "I'll we'll he'll she'll they'll you'll",
    "they": "I you we they",
    "often": "always never often usually sometimes rarely still already",
    "can": "can could should must might may will would",
    "cannot": "can't couldn't shouldn't won't wouldn't don't didn't",
    "linked": "and but because so while although until before after when if unless since",
    "toward": "under behind above below beside against around near inside outside beyond along",
    "he": "he she it",
    "whose": "my your his her our their",
    "whom": "me him her us them you everyone everybody",
    "matter/matters": """world/worlds life/lives part/parts side/sides point/points case/cases
        fact/facts word/words way/ways reason/reasons rule/rules step/steps group/groups company/companies
        room/rooms corner/corners floor/floors street/streets road/roads line/lines row/rows level/levels
        type/types kind/kinds size/sizes color/colors shape/shapes area/areas goal/goals chance/chances
        choice/choices risk/risks cost/costs rate/rates job/jobs office/offices hour/hours
        mistake/mistakes detail/details dream/dreams secret/secrets joke/jokes song/songs
        language/languages minute/minutes""",
    "try/tried/trying": """try/tried/trying begin/began/beginning hope/hoped/hoping
        agree/agreed/agreeing learn/learned/learning promise/promised/promising plan/planned/planning
        prepare/prepared/preparing refuse/refused/refusing offer/offered/offering decide/decided/deciding
        continue/continued/continuing expect/expected/expecting""",
    "reach/reached/reaching": """call/called/calling meet/met/meeting help/helped/helping
        thank/thanked/thanking invite/invited/inviting visit/visited/visiting join/joined/joining
        ask/asked/asking teach/taught/teaching trust/trusted/trusting remind/reminded/reminding
        email/emailed/emailing interview/interviewed/interviewing hire/hired/hiring
        welcome/welcomed/welcoming kiss/kissed/kissing introduce/introduced/introducing""",
    "others": "him her them you everyone everybody",
    "part_of_day": "morning afternoon evening night",
}
