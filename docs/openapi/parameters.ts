// The parameters of a path.

type Json = Record<string, unknown>;

const PATTERN: Readonly<Record<string, string>> = {
  project_id: '^proj_[0-9A-Za-z]{22}$',
  key_id: '^key_[0-9A-Za-z]{22}$',
  token_id: '^tok_[0-9A-Za-z]{22}$',
};

export const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(name in PATTERN ? { pattern: PATTERN[name] } : {}) },
  }));
