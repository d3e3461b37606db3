// Labelled examples: identifiers and credentials that are real in form, near misses, and text that holds none.

/** Type of `structured_id` → valid examples. All are published test numbers or made from the checksum's definition. */
export const VALID_IDS: Readonly<Record<string, readonly string[]>> = {
  credit_card: [
    '4111 1111 1111 1111',
    '4111111111111111',
    '4012-8888-8888-1881',
    '4222222222222',
    '5555 5555 5555 4444',
    '5105105105105100',
    '2223 0031 2200 3222',
    '378282246310005',
    '3714 496353 98431',
    '30569309025904',
    '3852 0000 0232 37',
    '6011111111111117',
    '6011 0009 9013 9424',
    '3530111333300000',
    '3566-0020-2036-0505',
    '6304000000000000',
  ],
  iban: [
    'GB82 WEST 1234 5698 7654 32',
    'GB82WEST12345698765432',
    'DE89 3704 0044 0532 0130 00',
    'DE89370400440532013000',
    'FR14 2004 1010 0505 0001 3M02 606',
    'ES9121000418450200051332',
    'IT60 X054 2811 1010 0000 0123 456',
    'NL91 ABNA 0417 1643 00',
    'PL61 1090 1014 0000 0712 1981 2874',
    'CH93 0076 2011 6238 5295 7',
    'BE68 5390 0754 7034',
    'NO93 8601 1117 947',
    'SE45 5000 0000 0583 9825 7466',
    'AT61 1904 3002 3457 3201',
    'pt50 0002 0123 1234 5678 9015 4',
  ],
  de_tax_id: ['86095742719', '47036892816', '65929970489', '57549285017', '25768131411'],
  pl_pesel: ['44051401359', '02070803628', '90010112349'].slice(0, 2),
  es_dni: ['12345678Z', '00000000T', '99999999R', '12345678-z'],
  es_nie: ['X1234567L', 'Y1234567X', 'Z1234567R', 'X-1234567-L'],
  uk_nino: ['AB123456C', 'AB 12 34 56 C', 'ce123456d'],
  fr_nir: ['1 84 12 76 451 089 46', '184127645108946', '2 55 08 14 168 025 38'],
  br_cpf: ['529.982.247-25', '52998224725', '111.444.777-35'],
  ca_sin: ['453 201 113', '130-692-544', '721-356-988', 'SIN 512345679'],
  us_ssn: ['536-90-4399', '123-45-6789', 'SSN: 536904399'],
};

/** Changes one digit or letter, so that a checksum must fail. */
export function spoil(id: string): string {
  const at = id.search(/\d(?=\D*$)/);
  const digit = Number(id.charAt(at));
  return id.slice(0, at) + String((digit + 1) % 10) + id.slice(at + 1);
}

/** Numbers that look like something, and are not. */
export const NEAR_MISSES: readonly string[] = [
  'Order 1234567890123456 was shipped',
  'tracking 9400 1118 9922 3344 5566 77',
  'timestamp 1700000000000 ms',
  'pi is 3.14159265358979323846',
  'uuid 550e8400-e29b-41d4-a716-446655440000',
  'sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'version 10.15.7.2048.33',
  'date 2026-11-22 10:15:30.123456',
  'ratio 0.4111111111111111',
  'phone +49 170 1234567',
  'coordinates 52.5200066, 13.4049540',
  'ISBN 978-3-16-148410-0',
  'const id = a4111111111111111b;',
  'GB82 WEST 1234 5698 7654 33',
  'DE00 3704 0044 0532 0130 00',
  'SESSION PASSWORD INTERNAL DOCUMENT',
  'invoice 000-12-3456 and 666-45-1234 and 900-12-3456',
  'PLEASE DELIVER TO BERLIN2024',
];

export const SECRETS: Readonly<Record<string, string>> = {
  aws_access_key: 'AKIAIOSFODNN7EXAMPLE',
  aws_secret_key: 'aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYab',
  github_token: `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`,
  github_pat: `github_pat_${'11ABCDEFG0'.repeat(5)}`,
  gitlab_token: 'glpat-Xx1yY2zZ3aA4bB5cC6dD',
  openai_key: `sk-proj-${'aB3_x9-Z'.repeat(10)}`,
  anthropic_key: `sk-ant-api03-${'Qw3rTy_-'.repeat(11)}`,
  slack_token: 'xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx',
  slack_webhook: 'https://hooks.slack.com/services/T0AB12CD3/B0EF45GH6/abcdefghijklmnopqrstuvwx',
  stripe_key: `sk_${'live'}_4eC39HqLyjWDarjtT1zdp7dc`,
  webhook_secret: 'whsec_abcdefghijklmnopqrstuvwx1234',
  google_api_key: 'AIzaSyA-1234567890abcdefghijklmnopqrstu',
  google_oauth_secret: 'GOCSPX-abcdefghijklmnopqrstuvwxyz12',
  google_oauth_token: 'ya29.a0AfH6SMBx-abcdefghijklmnop_123',
  npm_token: 'npm_abcdefghijklmnopqrstuvwxyz0123456789',
  pypi_token: `pypi-AgEIcHlwaS5vcmc${'CJDk5Zm-'.repeat(8)}`,
  sendgrid_key: `SG.${'a1B2c3D4e5F6g7H8i9J0kL'}.${'x'.repeat(20)}${'Y1'.repeat(11)}z`,
  huggingface_token: 'hf_abcdefghijklmnopqrstuvwxyzABCDEFGH',
  digitalocean_token: `dop_v1_${'0a1b2c3d'.repeat(8)}`,
  shopify_token: `shpat_${'0a1b2c3d'.repeat(4)}`,
  azure_storage_key: `AccountKey=${'aB3d'.repeat(21)}aB==`,
  collie_key: `clai_1${'aB3dE6gH9j'.repeat(4).slice(0, 38)}`,
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  private_key:
    '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEpAIBAAKCAQEA7+abc/def=\n-----END RSA PRIVATE KEY-----',
  connection_string: 'postgres://admin:s3cr3tPass@db.example.com:5432/app',
  generic_secret: 'api_key: "x7Kq9ZrT2mWp4LsV"',
};

/** Almost credentials: too short, another prefix, a placeholder. */
export const NOT_SECRETS: readonly string[] = [
  'AKIA123',
  'ghp_short',
  'sk-learn is short for scikit-learn, and sk-toolbox-for-python too',
  'sk_live_ is the prefix',
  'xoxb- tokens belong to bots',
  'eyJ is how a JWT begins',
  'the key starts with clai_ and has 44 characters',
  'password: changeme',
  'token: string',
  'secret = process.env.SECRET_KEY_2',
  'api_key=YOUR_API_KEY_HERE',
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYI\n-----END PUBLIC KEY-----',
  'postgres://localhost:5432/app',
  'SG.short.key',
];

export const BENIGN_PROSE: readonly string[] = [
  'The quick brown fox jumps over the lazy dog. In 2024 we sold 1,234,567 units at $19.99 each, up 12.5% from 2023.',
  'Please call the office between 9:00 and 17:30, room 4.12, and ask for Ms. Miller (extension 4411).',
  'La réunion aura lieu à 14 h 30; merci d’apporter les documents n° 12 et 13. Straße 42, 10115 Berlin.',
  'В 2024 году компания выпустила 15 000 единиц продукции. 東京タワーは333メートルです。',
  'Chapter 3.2: see pages 100-120, figures 7a to 7f, and the table on p. 4111.',
  'A haiku has 5-7-5 syllables; the recipe needs 250 g flour, 2 eggs, 1/2 l milk and 10 minutes at 180 °C.',
];

export const BENIGN_CODE: readonly string[] = [
  'for (let i = 0; i < 1_000_000; i++) total += values[i] * 0.5;',
  'const HASH = 0xdeadbeefcafebabe; const MASK = 0b1010_1010;',
  'git rev-parse HEAD # 3f785a5c9d0b1e2f4a6b8c0d2e4f6a8b0c2d4e6f',
  'SELECT id, created_at FROM orders WHERE total > 4111 AND status IN (1, 2, 3) LIMIT 100;',
  'curl -s "$API_URL/v1/items?limit=50&offset=100" -H "Accept: application/json"',
  'export function getUserToken(request: Request): Promise<Token> { return store.find(request.id); }',
  'import { createHash, timingSafeEqual } from "node:crypto"; // sha256: 64 hex digits',
  'npm install react@18.2.0 react-dom@18.2.0 --save-exact',
  '{"id": 12345678, "ratio": 0.123456789012, "ip": null, "tags": ["a-b", "c_d"]}',
];

const HOMOGLYPHS: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  j: 'ј',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  x: 'х',
  y: 'у',
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  I: 'І',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  S: 'Ѕ',
  T: 'Т',
  X: 'Х',
};

/** Ways to hide a text from a matcher while a reader still reads it. */
export const EVASIONS: Readonly<Record<string, (text: string) => string>> = {
  'zero-width': (text) => Array.from(text).join('\u200b'),
  'soft hyphen': (text) => Array.from(text).join('\u00ad'),
  'bidi marks': (text) => `\u202e${Array.from(text).join('\u2066')}\u202c`,
  'tag characters': (text) => Array.from(text).join('\u{e0041}'),
  'variation selectors': (text) => Array.from(text).join('\ufe0f'),
  'full width': (text) =>
    text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  'bold mathematical': (text) =>
    text
      .replace(/[A-Z]/g, (char) => String.fromCodePoint(char.charCodeAt(0) - 65 + 0x1d400))
      .replace(/[a-z]/g, (char) => String.fromCodePoint(char.charCodeAt(0) - 97 + 0x1d41a))
      .replace(/\d/g, (char) => String.fromCodePoint(char.charCodeAt(0) - 48 + 0x1d7ce)),
  'arabic digits': (text) =>
    text.replace(/\d/g, (char) => String.fromCharCode(char.charCodeAt(0) - 48 + 0x660)),
  homoglyphs: (text) => text.replace(/[A-Za-z]/g, (char) => HOMOGLYPHS[char] ?? char),
};
