// The operations on provider tokens: the same for the account and for a project.
import {
  createTokenBody,
  listTokensAnswer,
  listTokensQuery,
  replayedTokenAnswer,
  tokenAnswer,
  updateTokenBody,
  verifyTokenAnswer,
} from '../tokens/schema.ts';
import { changeErrors, createErrors, get, patch, post, remove } from './operation.ts';
import { PROJECT } from './paths.ts';

const TOKENS = '/api/v1/tokens';
const TOKEN = `${TOKENS}/{token_id}` as const;
const PROJECT_TOKENS = `${PROJECT}/tokens` as const;
const PROJECT_TOKEN = `${PROJECT_TOKENS}/{token_id}` as const;

const list = { query: listTokensQuery, answer: listTokensAnswer };
const create = {
  action: 'token.created',
  success: 201,
  body: createTokenBody,
  answer: tokenAnswer,
  replay: replayedTokenAnswer,
  note:
    'The value is kept in Secrets Manager and never comes back. The first token of a provider in its scope becomes ' +
    'the default. A provider other than openai and anthropic needs a `base_url`; it has to speak the OpenAI format.',
} as const;
const read = { errors: ['not_found'], answer: tokenAnswer } as const;
const update = {
  action: 'token.updated',
  errors: [...changeErrors, 'not_found'],
  body: updateTokenBody,
  answer: tokenAnswer,
  note:
    'Only what is sent changes, from the next request on. `base_url` can only be changed together with `api_key`: a ' +
    'stored value is only ever sent to the address that it was given with.',
} as const;
const end = {
  action: 'token.deleted',
  errors: ['not_found', 'concurrent_change'],
  note:
    'Out of use from the next request on; the secret can be restored in Secrets Manager for 7 days. A deleted default ' +
    'hands over to the newest token of its provider in the scope.',
} as const;
const verify = {
  action: null,
  errors: ['not_found'],
  answer: verifyTokenAnswer,
  note: "Asks the provider for its models, once. `status` is the provider's; null means that it could not be reached.",
} as const;

export const tokens = {
  listTokens: get(TOKENS, { ...list, summary: 'List account-wide provider tokens', errors: [] }),
  createToken: post(TOKENS, {
    ...create,
    summary: 'Store an account-wide provider token',
    errors: [...createErrors, 'concurrent_change', 'token_limit_reached'],
  }),
  getToken: get(TOKEN, { ...read, summary: 'Get an account-wide provider token' }),
  updateToken: patch(TOKEN, {
    ...update,
    summary: 'Change or replace an account-wide provider token',
  }),
  deleteToken: remove(TOKEN, { ...end, summary: 'Delete an account-wide provider token' }),
  verifyToken: post(`${TOKEN}/verify`, {
    ...verify,
    summary: 'Try an account-wide token against its provider',
  }),
  listProjectTokens: get(PROJECT_TOKENS, {
    ...list,
    summary: "List a project's provider tokens",
    errors: ['not_found'],
  }),
  createProjectToken: post(PROJECT_TOKENS, {
    ...create,
    summary: 'Store a provider token for a project',
    errors: [...createErrors, 'not_found', 'concurrent_change', 'token_limit_reached'],
  }),
  getProjectToken: get(PROJECT_TOKEN, { ...read, summary: "Get a project's provider token" }),
  updateProjectToken: patch(PROJECT_TOKEN, {
    ...update,
    summary: "Change or replace a project's provider token",
  }),
  deleteProjectToken: remove(PROJECT_TOKEN, {
    ...end,
    summary: "Delete a project's provider token",
  }),
  verifyProjectToken: post(`${PROJECT_TOKEN}/verify`, {
    ...verify,
    summary: "Try a project's token against its provider",
  }),
};
