// Characters of other scripts that look like an ASCII character, after Unicode's UTS #39.
//
// Only single characters and only towards ASCII: the full skeleton of the standard also maps m to rn, and would
// rewrite plain English.

/** ASCII character → characters that look like it. Compatibility variants (full width, bold, …) are NFKD's business. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  A: 'АΑᎪᗅꓮ𐊠',
  B: 'ВΒᏴᗷꓐꞴ𐊂𐊡ʙᏼ',
  C: 'СϹᏟꓚ𐊢𐌂',
  D: 'Ꭰᗞᗪꓓᴅ',
  E: 'ЕΕᎬꓰⴹ𐊆ᴇꭼ',
  F: 'ϜᖴꓝꞘ𐊇',
  G: 'ԌᏀᏳꓖɢԍᏻ',
  H: 'НΗᎻᕼꓧⲎ𐋏ʜнꮋ',
  I: 'ІΙӀᛁꓲⲒⵏ',
  J: 'ЈͿᎫᒍꓙᴊꭻ',
  K: 'КΚᏦꓗⲔᛕ',
  L: 'ᏞᒪꓡⳐʟⳑꮮ',
  M: 'МΜϺᎷᗰꓟⲘ𐊰ᴍмꮇ',
  N: 'ΝꓠⲚɴ',
  O: 'ОΟՕⲞꓳⵔ𐊒𐊫',
  P: 'РΡᏢᑭꓑⲢᴘꮲ𐊕',
  Q: 'Ԛⵕ',
  R: 'ᎡᏒᖇꓣʀꭱꮢ',
  S: 'ЅՏᏕᏚꓢ𐊖',
  T: 'ТΤᎢꓔⲦ𐊗𐊱ᴛтꭲ',
  U: 'Սᑌꓴሀ',
  V: 'ѴᏙᐯꓦⴸ',
  W: 'ԜᎳᏔꓪ',
  X: 'ХΧ᙭ꓫⲬⵝ𐊐𐊴',
  Y: 'ҮΥϒᎩᎽꓬⲨ𐊲ʏ',
  Z: 'ΖᏃꓜᴢꮓ',
  a: 'аɑα⍺ᴀ',
  b: 'ƄЬᏏᖯЪ',
  c: 'сϲᴄⲥꮯ𐐽',
  d: 'ԁᏧᑯꓒ',
  e: 'еҽ℮ꬲ',
  f: 'ꞙꬵẝϝ',
  g: 'ɡցᶃƍ',
  h: 'һհᏂ',
  i: 'іıɩιɪ˛ӏꙇꭵᎥ',
  j: 'јϳ',
  k: 'κкᴋⲕ',
  l: 'ǀו׀اߊ∣⏽',
  m: 'ⅿ',
  n: 'ոռη',
  o: 'оοօσⲟᴏᴑഠဝဿംଠჿ',
  p: 'рρϱⲣ⍴',
  q: 'ԛգզ',
  r: 'гᴦⲅꭇꭈꮁ',
  s: 'ѕꜱƽꮪ',
  t: 'τ',
  u: 'υսʋᴜꭎꭒꞟ',
  v: 'ѵνᴠטꮩ',
  w: 'ѡԝաɯᴡꮃ',
  x: 'хχᕁᕽ⨯×',
  y: 'уүγყɣᶌỿꭚ',
  '0': 'ߋ',
  '3': 'ЗӠƷȜᲅꝪ',
  '4': 'Ꮞ',
  '6': 'бᏮⳒ',
  '8': 'Ȣȣ',
  '9': 'Ⳋ',
  '-': '‐‑‒–—―−⁃﹣',
  '.': '۔܁܂ꓸ。·𐩐',
  '/': '∕⁄╱⟋⧸',
  ':': '։܃܄꞉∶ꓽ׃',
  _: 'ߺ',
  "'": '‘’‛′ʹʼ',
  '"': '“”‟″',
};

let table: Map<number, string> | undefined;

/** The ASCII character that a code point looks like, or null. */
export function asciiLookAlike(codePoint: number): string | null {
  table ??= new Map(
    Object.entries(LOOK_ALIKES).flatMap(([ascii, others]) =>
      Array.from(others, (other): [number, string] => [other.codePointAt(0) ?? 0, ascii]).filter(
        ([point]) => point > 0x7f,
      ),
    ),
  );
  return table.get(codePoint) ?? null;
}
