// The operations on API keys.
import {
  createdKeyAnswer,
  createKeyBody,
  deactivateKeyQuery,
  keyAnswer,
  listKeysAnswer,
  listKeysQuery,
  replayedKeyAnswer,
  rotateKeyBody,
  updateKeyBody,
} from '../keys/schema.ts';
import { changeErrors, createErrors, get, LAGGING, patch, post, remove } from './operation.ts';
import { PROJECT } from './paths.ts';

const KEYS = `${PROJECT}/api-keys` as const;
const KEY = `${KEYS}/{key_id}` as const;

export const keys = {
  listKeys: get(KEYS, {
    summary: 'List the keys of a project',
    errors: ['not_found'],
    query: listKeysQuery,
    answer: listKeysAnswer,
    note: LAGGING,
  }),
  createKey: post(KEYS, {
    summary: 'Create a key; the answer alone holds it in full',
    action: 'key.created',
    success: 201,
    errors: [...createErrors, 'not_found'],
    body: createKeyBody,
    answer: createdKeyAnswer,
    replay: replayedKeyAnswer,
    note: 'The key works at once. `expires_at` lies in the future, at most five years ahead.',
  }),
  getKey: get(KEY, { summary: 'Get a key', errors: ['not_found'], answer: keyAnswer }),
  updateKey: patch(KEY, {
    summary: 'Change a key',
    action: 'key.updated',
    errors: [...changeErrors, 'not_found', 'key_deactivated', 'already_rotated'],
    body: updateKeyBody,
    answer: keyAnswer,
    note:
      'Only what is sent changes; `restrictions` is replaced as a whole, null takes it away. An expired key may be ' +
      'extended, a deactivated one cannot be changed.',
  }),
  deactivateKey: remove(KEY, {
    summary: 'Deactivate a key for good',
    action: 'key.deactivated',
    errors: ['not_found'],
    query: deactivateKeyQuery,
    note: 'The key is refused from the next request on. Again is fine, and changes nothing. Works for a deleted project, too.',
  }),
  rotateKey: post(`${KEY}/rotate`, {
    summary: 'Replace a key by a new one',
    action: 'key.rotated',
    success: 201,
    errors: [
      ...createErrors,
      'not_found',
      'key_deactivated',
      'key_expired',
      'already_rotated',
      'concurrent_change',
    ],
    body: rotateKeyBody,
    answer: createdKeyAnswer,
    replay: replayedKeyAnswer,
    note:
      'Both keys work for `overlap_seconds` (one day unless given), then only the new one. It has the name, description, ' +
      "restrictions and lineage of the old one, and its `expires_at` unless another is given. A rotated key's expiry can " +
      'only be brought forward.',
  }),
};
