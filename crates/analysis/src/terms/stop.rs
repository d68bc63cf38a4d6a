//! Words that every text has, and what is said at every chat's beginning and end.
//!
//! Folded as [`chat::words`] folds them: lower case, no accents, no apostrophes.

use std::collections::HashSet;
use std::sync::LazyLock;

const ENGLISH: &str = "she he shes hes a about above after again against all also am an and any are arent as at be \
    because been before being below between both but by can cant could couldnt did didnt do does \
    doesnt doing dont down during each even every few for from further get gets getting go goes going \
    gone got had hadnt has hasnt have havent having he her here hers him his how i id if ill im in into \
    is isnt it its itself ive just know let lets like lot lots make makes making many may me might more \
    most much must my myself need never no nor not now of off ok on once one only or other our ours out \
    over own per perhaps quite rather re really said same say says see should shouldnt so some \
    something still such sure take than that thats the their theirs them then there theres these they \
    theyre theyve thing things think this those though through to too try two under until up us use \
    used using very via want was wasnt way we well were weve what whats when where which while who \
    whom why will with without wont would wouldnt yeah yes yet you your youre yours youve yourself \
    always anyone anything around away back came come day else ever everyone first good great happy \
    last long new next nice people put someone time today tonight week year years old also maybe \
    definitely absolutely agree agreed exactly true right love loved oh wow ha haha lol btw imo tbh \
    awesome amazing great nice cool fun glad wonderful excellent interesting interested start started \
    starting hope hoping help helps helped helpful bit stuff sounds sound probably actually pretty feel \
    feels find found show shows looking look looks better best bad work works working worked different \
    trying tried thought thoughts idea ideas point points wondering wonder seems seem guess mean means \
    meant kind sort big little small able ask asked asking talk talking talked tell told saying heard \
    hear read keep kept put took taken comes done seen knew known called call cant part end first \
    second half whole big ever least almost already later ago soon yesterday tomorrow mine hers whose \
    whatever whether instead without within though although however especially certainly indeed yep another anyway finally \
    usually often anymore enough either neither days months month hours hour minute minutes weeks \
    forgot forget forgotten missed miss wait waiting everything nothing reminder \
    nope okay hmm ah aha um well";
const COURTESIES: &str = "thanks thank thx welcome hello hi hey bye goodnight morning evening \
    afternoon night please sorry everybody folks guys chat tweet tweets tweeting toot post posts \
    question questions answer answers q a rt mt via cc";
const GERMAN: &str = "aber alle als also am an auch auf aus bei bin bis bist da damit dann das dass \
    dein dem den der des die dir doch du durch ein eine einem einen einer es fur gibt haben hat hatte \
    ich ihm ihn ihr im in ist ja kann kein keine man mehr mein mich mir mit muss nach nicht noch nur \
    ob oder schon sehr sein sich sie sind so uber um und uns von vor war was wenn wer werden wie wir \
    wird zu zum zur danke meine meinen meiner dieser diese dieses diesem diesen unser unsere unserer euer \
    eure euch ihre ihren ihrer seine seinen seiner deine deinen jede jeder jedes alles dort immer wieder \
    schon weil dass denn sondern zwischen gegen ohne wurde wurden werde sollte konnte mussen haette waren \
    einmal eben ganz dabei dafur davon dazu darum";
const ROMANCE: &str = "de la le les des du un une et en est que qui dans pour pas sur ce cette il elle \
    je tu nous vous ils elles avec au aux plus mais ou se sa son ses mon ma mes ne par comme tout etre \
    fait si merci el los las una y del al lo por con para es su sus como mas pero o este esta ya muy \
    hay ser yo mi me te nos gracias i gli della dei che di da non per sono una uno nel alla ed anche \
    ao aos com das dos em essa esse eu foi isso mas na nas nao no nos os ou pela pelo por que sao sem \
    seu sua tem um uma voce leur leurs votre notre nos vos quand donc alors aussi tres tous toute toutes \
    dont sont etait ete avons avez ont cela celui celle ceux apres avant sans sous entre chez cuando donde \
    porque tambien tengo tiene tienen eres somos ella ellos ellas nosotros ustedes esto esta estos estas \
    ese eso esos sobre entre sin hasta desde quando perche anche ancora essere hanno abbiamo questo questa \
    quello quella tutti tutto molto meu minha muito tambem estou esta estao ele ela eles elas";
const DUTCH_AND_NORDIC: &str = "de het een en van ik te dat die is niet zijn op aan met als voor \
    was er maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot je mij uit der \
    daar haar naar heb heeft hebben og i det pa er som til av med for ikke han var jeg men har om vi \
    att och ar en jag inte den deze onze jullie hun hier wel geen veel heel meer kan wordt worden omdat \
    vores deres denne dette disse hvor hvad hvem hvis blev blir noget noen eller ogsa vara detta dessa \
    mycket ocksa eller nagon";
const SLAVIC: &str = "sie nie jest jak tak ale czy sa ze przez dla oraz tylko juz byc byl byla bylo moj moja moje \
    twoj nasz nasza wasz ich jego jej ktory ktora ktore tego tym tych wszystko bardzo и в не на что я он \
    она они мы вы это как но по за из так же то все его ее их мне меня тебя нас вас был была было были \
    быть есть для или если когда уже еще только очень этот эта эти тот та те мои моя твои наш наша наши ваш ваша ваши свои";

/// Signs of Chinese that hold a sentence together. Those that carry a meaning in Japanese are not among
/// them.
const CHINESE: &str = "的了是我你他她它们們这這那吗嗎呢吧啊很也就和与與在";

/// Particles of Japanese, without the marks that folding takes off (か is が too).
const JAPANESE: &str = "のをはかにてともへ";

/// Whether two signs of a script without spaces that follow each other say nothing by themselves: in
/// Japanese particles and what is in hiragana alone (endings), in Chinese what holds a sentence together.
pub(super) fn is_grammar(before: &str, sign: &str) -> bool {
    let all = || before.chars().chain(sign.chars());
    all().all(|c| matches!(c, '\u{3040}'..='\u{309f}'))
        || all().any(|c| CHINESE.contains(c) || JAPANESE.contains(c))
}

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let all = [ENGLISH, COURTESIES, GERMAN, ROMANCE, DUTCH_AND_NORDIC, SLAVIC];
    all.into_iter().flat_map(str::split_whitespace).collect()
});

/// Whether a folded word says nothing by itself.
pub(super) fn is_common(word: &str) -> bool {
    word.chars().count() < 2 || COMMON.contains(word)
}
