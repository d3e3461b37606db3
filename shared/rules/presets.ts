// Rules ready to use, as data: each is a rule's `rule_type` and `config`, to which a policy adds the rest.

export type Preset = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly rule_type: 'regex' | 'structured_id' | 'secret' | 'url_filter';
  readonly config: Readonly<Record<string, unknown>>;
};

const regex = (
  id: string,
  name: string,
  description: string,
  pattern: string,
  replacement: string,
  flags = '',
): Preset => ({
  id,
  name,
  description,
  rule_type: 'regex',
  config: { patterns: [{ pattern, replacement, flags }] },
});

const identifier = (
  id: string,
  name: string,
  description: string,
  replacement: string,
  only: Readonly<Record<string, unknown>>,
): Preset => ({
  id,
  name,
  description,
  rule_type: 'structured_id',
  config: {
    detect_credit_cards: false,
    detect_iban: false,
    detect_bic: false,
    replacement,
    ...only,
  },
});

const secret = (
  id: string,
  name: string,
  description: string,
  replacement: string,
  types: readonly string[],
): Preset => ({ id, name, description, rule_type: 'secret', config: { types, replacement } });

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = `(?:${OCTET}\\.){3}${OCTET}\\b`;
const GROUP = '[0-9a-f]{1,4}';
/** Addresses begin with a block that is in use: a::b in a program is no address. */
const IPV6 =
  `\\b(?:[23][0-9a-f]{3}|f[cdef][0-9a-f]{2}|64)(?:(?::${GROUP}){7}\\b|(?::${GROUP}){0,5}::(?:${GROUP}(?::${GROUP}){0,5}\\b)?)` +
  `|\\B::1\\b|\\B::ffff:${IPV4}`;

export const presets: readonly Preset[] = [
  regex(
    'email',
    'E-mail addresses',
    'Addresses as people write them; not every form that RFC 5322 allows.',
    '\\b[A-Z0-9][A-Z0-9._%+-]*@(?:[A-Z0-9-]+\\.)+[A-Z]{2,24}\\b',
    '[EMAIL]',
    'i',
  ),
  regex(
    'phone',
    'Telephone numbers',
    'International numbers with a plus sign, and North American ones with separators.',
    '\\+[1-9][0-9]{0,2}(?:[ .-]?(?:\\([0-9]{1,4}\\)|[0-9]{1,4})){2,5}[0-9]\\b|(?:\\([2-9][0-9]{2}\\) ?|\\b[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}\\b',
    '[PHONE]',
  ),
  identifier(
    'credit_card',
    'Payment cards',
    'Numbers of known issuers with a valid check digit.',
    '[CARD_REDACTED]',
    { detect_credit_cards: true },
  ),
  identifier(
    'iban',
    'Bank accounts (IBAN)',
    'Right length for the country, valid checksum.',
    '[IBAN]',
    {
      detect_iban: true,
    },
  ),
  identifier(
    'us_ssn',
    'US social security numbers',
    'With separators, or after the words that announce one.',
    '[SSN]',
    { detect_national_ids: true, national_id_types: ['us_ssn'] },
  ),
  identifier(
    'national_ids',
    'National numbers',
    'German, Polish, Spanish, British, French, Brazilian, Canadian and US ones.',
    '[NATIONAL_ID]',
    { detect_national_ids: true },
  ),
  regex('ipv4', 'IPv4 addresses', 'Four numbers up to 255.', `\\b${IPV4}`, '[IP_ADDRESS]'),
  regex(
    'ipv6',
    'IPv6 addresses',
    'Global, local and multicast ones, ::1, and IPv4 addresses in the form of IPv6.',
    IPV6,
    '[IP_ADDRESS]',
    'i',
  ),
  regex(
    'mac_address',
    'MAC addresses',
    'Six pairs of hexadecimal digits.',
    '\\b(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}\\b',
    '[MAC_ADDRESS]',
    'i',
  ),
  secret('aws_key', 'AWS keys', 'Access key ids, and secret keys after their name.', '[AWS_KEY]', [
    'aws_access_key',
    'aws_secret_key',
  ]),
  secret('github_token', 'GitHub tokens', 'All token types.', '[GITHUB_TOKEN]', [
    'github_token',
    'github_pat',
  ]),
  secret('openai_key', 'OpenAI keys', 'Project, service account and older keys.', '[OPENAI_KEY]', [
    'openai_key',
  ]),
  secret('anthropic_key', 'Anthropic keys', 'All key types.', '[ANTHROPIC_KEY]', ['anthropic_key']),
  secret('slack_token', 'Slack tokens', 'Tokens and addresses of webhooks.', '[SLACK_TOKEN]', [
    'slack_token',
    'slack_webhook',
  ]),
  secret('stripe_key', 'Stripe keys', 'Secret and restricted keys.', '[STRIPE_KEY]', [
    'stripe_key',
  ]),
  secret('google_key', 'Google keys', 'API keys, OAuth secrets and tokens.', '[GOOGLE_KEY]', [
    'google_api_key',
    'google_oauth_secret',
    'google_oauth_token',
  ]),
  secret(
    'database_password',
    'Passwords in addresses of databases',
    'Only the password is masked.',
    '[PASSWORD]',
    ['connection_string'],
  ),
  secret('collie_key', 'Keys of this gateway', 'clai_ keys.', '[COLLIE_KEY]', ['collie_key']),
  secret(
    'jwt',
    'JSON Web Tokens',
    'Header and payload, and the signature if there is one.',
    '[JWT]',
    ['jwt'],
  ),
  secret('private_key', 'Private keys', 'PEM blocks, also when cut off.', '[PRIVATE_KEY]', [
    'private_key',
  ]),
  {
    id: 'all_secrets',
    name: 'Credentials',
    description: 'Every credential format that is known.',
    rule_type: 'secret',
    config: {},
  },
];

const HOST = '(?:[A-Z0-9-]+\\.)+[A-Z]{2,24}\\b';

/** What coding agents send all day: the user of a repository's remote, and who signs in at an address. */
const remotes = {
  name: 'Users in addresses of repositories and services',
  rule_type: 'regex',
  direction: 'all',
  decision: 'allow',
  config: {
    patterns: [
      { pattern: `\\bgit@${HOST}`, flags: 'i' },
      { pattern: `\\b[A-Z][A-Z0-9+.-]*://[^\\s/@]+@${HOST}`, flags: 'i' },
    ],
  },
} as const;

const masked = (id: string) =>
  presets
    .filter((preset) => preset.id === id)
    .map(({ name, rule_type, config }) => ({
      ...{ name, rule_type, config },
      ...{ direction: 'all', decision: 'mask' },
    }));

/** A policy to begin with: personal data and credentials masked, both ways. An allowed place is so for later rules. */
export const starterPolicy = {
  enforcement_mode: 'enforce',
  rules: [
    ...['all_secrets', 'credit_card', 'iban', 'us_ssn'].flatMap(masked),
    remotes,
    ...['email', 'phone'].flatMap(masked),
  ].map((rule, index) => ({ ...rule, order: index * 10 })),
} as const;
