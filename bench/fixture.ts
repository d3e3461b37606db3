// What the bench's processes agree on: a key, a project and its provider token.
import { NO_RESTRICTIONS, type Principal } from '../shared/contracts/principal.ts';
import type { KeyId, ProjectId, TokenId } from '../shared/kernel/ids.ts';
import type { KeyRow } from '../shared/keys/row.ts';
import { type PepperRing, parsePepperRing } from '../shared/keys/secret/pepper.ts';
import type { Project } from '../shared/projects/project.ts';
import { newSettings } from '../shared/projects/settings.ts';

export const TABLE = 'Projects';
export const KEY = `clai_1${'b'.repeat(38)}`;
const TOKEN_ID = `tok_${'b'.repeat(22)}` as TokenId;
const TIME = '2026-01-01T00:00:00.000Z';

export const PRINCIPAL: Principal = {
  keyId: `key_${'b'.repeat(22)}` as KeyId,
  lineage: `key_${'b'.repeat(22)}` as KeyId,
  projectId: `proj_${'b'.repeat(22)}` as ProjectId,
  name: 'bench',
  mask: 'clai_1bbb...bbb',
  createdAt: TIME,
  expiresAtSeconds: null,
  restrictions: NO_RESTRICTIONS,
};

export const benchProject = (origin: string): Project => ({
  projectId: PRINCIPAL.projectId,
  name: 'bench',
  isActive: true,
  ...newSettings({}),
  policy: null,
  createdAt: TIME,
  createdBy: 'arn:aws:iam::123456789012:user/bench',
  updatedAt: TIME,
  tokens: {
    [TOKEN_ID]: {
      tokenId: TOKEN_ID,
      name: 'bench',
      provider: 'openai',
      maskedApiKey: '...oken',
      secretId: 'bench',
      versionId: '1',
      baseUrl: `${origin}/v1`,
      createdAt: TIME,
      updatedAt: TIME,
      rev: 1,
    },
  },
  defaults: { openai: TOKEN_ID },
  rev: 1,
});

export const PEPPER_JSON = JSON.stringify({ current: '1', '1': 'b'.repeat(64) });
export const benchRing: PepperRing = parsePepperRing(PEPPER_JSON);

export const keyRow = (digest: Uint8Array, mask: string): KeyRow => ({
  projectId: PRINCIPAL.projectId,
  name: PRINCIPAL.name,
  digest,
  mask,
  status: 'active',
  createdAt: TIME,
});
