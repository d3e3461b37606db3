// What tells languages apart: their commonest words, and letters that few others have.

/** Language → its commonest short words. */
export const COMMON_WORDS = {
  en: 'the and of to in is that it for was on are as with his they at be this from have or by one had not but what all were when we there can an your which their said if will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know',
  de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ich wir kann wenn doch schon mir dir uns euch ihr mein dein diese dieser kein sehr',
  fr: "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec son ont cette mais nous vous leur même aux ces ils elle comme ou où si très être fait je tu on y sans peut tout aussi bien encore mes ses était avoir faire deux c'est d'un l'on qu'il n'est",
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora',
  it: "di che e la il un a per in una mi sono ho non lo ma le si ti da con è del della ha i come io questo qui bene tu sei più al nel gli se dei cosa anche solo era mio ci suo alla dal hanno perché molto quando essere stato ed loro c'è delle dell'anno quello fare può dopo tutto così ancora tutti fatto",
  pt: 'de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você essa num nem suas meu às minha numa têm foi são está ser ter há era tem',
  nl: 'de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu ge geen omdat iets worden toch al waren veel meer doen toen moet ben zonder kan hun dus alles onder ja eens hier wie werd altijd',
  pl: 'w i się na nie z do to że jest o jak a po co tak za od go ale są jego już być dla ja ten przez tylko przy może był jej ich które który czy było tego kiedy mnie tym jeszcze pan sobie będzie bardzo lub oraz wszystko teraz by ma jako można również między nad pod te ta więc bez która którzy którą dwóch proszę mam mnie ciebie wam',
  sv: 'och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när år säger hon under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket än här då sedan över bara in blir upp vad få två vill ha många hur mer går sverige detta',
  da: 'og i at det er en til på som af for med de der den ikke har et vil var han men så fra jeg kan om vi sig også nu eller man efter hvor dette være blev ved blevet mere meget når hvis skal hun havde kun alle end op ud ind over under mod bliver noget andre mig dig os jer deres hans hendes',
  no: 'og i det på som er en til å han av for med at var de ikke den har jeg om et men så seg hun hadde fra vi du kan da nå ut skal vil hva etter opp bare noe være bli ble eller over når mot der også mer meg deg oss noen andre alle inn hvor hvis dette hvordan hvorfor',
  fi: 'ja on ei että se hän oli ovat kun mutta niin myös kuin ole mukaan joka sen tai jos sitten vain sekä nyt vielä mitä jo voi minä sinä me te he tämä tässä siitä ollut olisi jälkeen kanssa koska hyvin kaikki mikä missä nämä joiden joka aina ennen ilman vuoden',
  cs: 'a se v na je že o s z do i to k ve pro za by ale si po jako podle od jsem tak jeho které který jsou byl bylo nebo už jen však při mezi jak aby být má může než také jejich roce před co když tím ještě kde dnes první není jsme nás bude která které kteří dvou tří mám mě tě vám prosím',
  tr: 've bir bu da de için ile olarak çok daha olan gibi en ne kadar sonra ama o ben sen biz siz var yok mi değil her iki ya ki olduğu olduğunu ise göre hem kendi şey diye bana sana ona onu bunu şu nasıl neden ancak oldu olur etti eden yeni',
  ro: 'și de în a la cu pe nu este că o un care din mai se au pentru sau ce fi sunt dar după fost prin lui ale al am ei el ea într avea va când dacă despre până foarte lor doar acest această aceste fără sa unei unui cel cea',
  hu: 'a az és hogy nem is egy ez meg de van csak volt mint már el még ha azt vagy ki be le fel mert ezt minden akkor kell lehet nagyon aki ami után szerint lesz voltak én te ő mi ti ők között által pedig most majd sem itt ott így úgy',
  vi: 'và của là có cho không được trong một các với những người này đã khi để tôi đó từ ra như về cũng nhiều đến vào thì còn làm nhưng lại phải năm sẽ mà ở theo nếu bị sau rất bạn chúng ông anh',
  id: 'yang dan di dengan untuk pada dari ini itu dalam tidak akan ke adalah juga oleh saya atau sebagai ada mereka lebih kami dia kita bisa sudah telah dapat karena orang anda tahun menjadi hanya seperti harus tersebut banyak saat setelah secara',
  ru: 'и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой весь год от так о для ты же все тот мочь вы человек такой его сказать только или ещё бы себя один как уже до время если сам когда другой наш мой знать стать при чтобы дело жизнь кто первый очень два день была было были может которая которые которое нет есть будет вот даже без под над двух трёх мне меня тебе вас нас этого этой',
  uk: 'і в не на я що з та до він це як за у але по вони ми який від так для ти або ще його вже тільки якщо бути є був була було були також про коли себе своїй які яка при навіть після можна дуже цей ці тому щоб між де хто сам буде',
  bg: 'и на в да се за не от е с че са по като до това тя той те ще си му или към още само след при може беше има които който която ли към във със без все пък ми го я ги бъде така когато къде защо много',
} as const;

/** Letters that point to one language among those of a script. */
export const TELLTALE_LETTERS: Readonly<Record<string, string>> = {
  de: 'ß',
  fr: 'œç',
  es: 'ñ¿¡',
  pt: 'ãõ',
  pl: 'łąęśźżćń',
  sv: 'å',
  da: 'æø',
  no: 'æø',
  fi: 'ä',
  cs: 'řěů',
  tr: 'ığş',
  ro: 'șță',
  hu: 'őű',
  vi: 'đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ',
  ru: 'ыэё',
  uk: 'іїєґ',
  bg: 'ъ',
};

/** Scripts that one language of ours is written in. */
export const SCRIPT_LANGUAGES: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{scx=Hiragana}\p{scx=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['th', /\p{Script=Thai}/gu],
];

export const languageCodes: readonly string[] = [
  ...Object.keys(COMMON_WORDS),
  ...SCRIPT_LANGUAGES.map(([language]) => language),
];
