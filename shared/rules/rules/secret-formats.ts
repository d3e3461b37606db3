// Formats of credentials that announce themselves, and the words before those that do not.

export type SecretFormat = {
  readonly name: string;
  /** RE2 syntax. */
  readonly pattern: string;
  readonly ignoreCase?: boolean;
  /** The match has no upper bound: its placeholder is sent at once, and the rest is swallowed. */
  readonly unbounded?: boolean;
  /** Only this last part of a match is the secret; what stands before announces it. */
  readonly value?: RegExp;
  /** The value must look random. */
  readonly mustLookRandom?: boolean;
};

const BEFORE_VALUE = `["']?\\s{0,3}(?:[:=]|=>|:=)\\s{0,3}["']?`;

export const secretFormats = [
  { name: 'aws_access_key', pattern: '\\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\\b' },
  {
    name: 'aws_secret_key',
    pattern: `(?:aws_)?(?:secret_access_key|secret_key|secretaccesskey|secretkey)${BEFORE_VALUE}[A-Za-z0-9/+]{40}\\b`,
    ignoreCase: true,
    value: /[A-Za-z0-9/+]{40}$/,
  },
  { name: 'github_token', pattern: '\\bgh[pousr]_[A-Za-z0-9]{36,}', unbounded: true },
  { name: 'github_pat', pattern: '\\bgithub_pat_[A-Za-z0-9_]{22,}', unbounded: true },
  { name: 'gitlab_token', pattern: '\\bglpat-[A-Za-z0-9_-]{20,}', unbounded: true },
  {
    name: 'openai_key',
    pattern: '\\bsk-(?:[A-Za-z0-9]{20,}|(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,})',
    unbounded: true,
  },
  { name: 'anthropic_key', pattern: '\\bsk-ant-[A-Za-z0-9_-]{20,}', unbounded: true },
  { name: 'slack_token', pattern: '\\bxox[abeoprs]-[A-Za-z0-9-]{10,}', unbounded: true },
  {
    name: 'slack_webhook',
    pattern:
      'https://hooks\\.slack\\.com/services/T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/[A-Za-z0-9]{20,}',
    unbounded: true,
  },
  { name: 'stripe_key', pattern: '\\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}', unbounded: true },
  { name: 'webhook_secret', pattern: '\\bwhsec_[A-Za-z0-9+/=]{24,}', unbounded: true },
  { name: 'google_api_key', pattern: '\\bAIza[A-Za-z0-9_-]{35}\\b' },
  { name: 'google_oauth_secret', pattern: '\\bGOCSPX-[A-Za-z0-9_-]{28}\\b' },
  { name: 'google_oauth_token', pattern: '\\bya29\\.[A-Za-z0-9_-]{20,}', unbounded: true },
  { name: 'npm_token', pattern: '\\bnpm_[A-Za-z0-9]{36}\\b' },
  { name: 'pypi_token', pattern: '\\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}', unbounded: true },
  { name: 'sendgrid_key', pattern: '\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}\\b' },
  { name: 'huggingface_token', pattern: '\\bhf_[A-Za-z0-9]{34}\\b' },
  { name: 'digitalocean_token', pattern: '\\bdo[oprt]_v1_[a-f0-9]{64}\\b' },
  { name: 'shopify_token', pattern: '\\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\\b' },
  { name: 'azure_storage_key', pattern: 'AccountKey=[A-Za-z0-9+/]{86}==' },
  { name: 'collie_key', pattern: '\\bclai_[0-9A-Za-z]{39}\\b' },
  {
    name: 'jwt',
    pattern: '\\beyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)?',
    unbounded: true,
  },
  {
    // Begins at the header, so that a key that is cut off is swallowed too; the footer ends it.
    name: 'private_key',
    pattern:
      '-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----' +
      '(?:[A-Za-z0-9+/=\\s:,.()\\\\]|-[A-Za-z0-9])*' +
      '(?:-----END (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----)?',
    unbounded: true,
  },
  {
    name: 'connection_string',
    pattern:
      '\\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|rediss?|amqps?)://[^\\s:@/]{1,64}:[^\\s@/]{1,128}@',
    value: /(?<=:)[^\s:@/]+(?=@$)/,
  },
  {
    name: 'url_password',
    pattern: '\\b[a-z][a-z0-9+.-]*://[^\\s:@/]{1,64}:[^\\s@/]{1,128}@',
    ignoreCase: true,
    value: /(?<=:)[^\s:@/]+(?=@$)/,
  },
  {
    name: 'generic_secret',
    pattern: `\\b[a-z0-9_-]{0,30}(?:api_?-?key|secret|token|passw(?:or)?d|pwd|credential)s?${BEFORE_VALUE}[A-Za-z0-9_./+=~!@#$%^&*-]{8,128}`,
    ignoreCase: true,
    value: /[A-Za-z0-9_./+=~!@#$%^&*-]{8,128}$/,
    mustLookRandom: true,
  },
] as const satisfies readonly SecretFormat[];

export type SecretName = (typeof secretFormats)[number]['name'];

export const secretNames: readonly SecretName[] = secretFormats.map(({ name }) => name);
