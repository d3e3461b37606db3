// The parameters of a path, and the headers that make a call conditional or repeatable.

type Json = Record<string, unknown>;

const PATTERN: Readonly<Record<string, string>> = {
  project_id: '^proj_[0-9A-Za-z]{22}$',
  key_id: '^key_[0-9A-Za-z]{22}$',
  token_id: '^tok_[0-9A-Za-z]{22}$',
  policy_id: '^pol_[0-9A-Za-z]{22}$',
  rule_id: '^rule_[0-9A-Za-z]{22}$',
  dictionary_id: '^dict_[0-9A-Za-z]{22}$',
  version: '^[1-9][0-9]{0,7}$',
};

export const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(name in PATTERN ? { pattern: PATTERN[name] } : {}) },
  }));

export const ifMatchParameter: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: "The record's `revision`, as in `ETag`. With another revision nothing changes: 412.",
  schema: { type: 'string' },
};

export const idempotencyKeyParameter: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Repeating the call with it within 24 hours creates nothing: 200 with the record that the first one created, ' +
    'with `idempotent_replay: true` and never with a key. Belongs to the caller and the path.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
};
