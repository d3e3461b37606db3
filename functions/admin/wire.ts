// Every operation's wire form, complete by type: a new route without its schemas does not compile.

import type { AdminOperation } from '../../shared/api/routes.ts';
import {
  listAuditAnswer,
  listAuditQuery,
  listProjectAuditQuery,
  verifyAuditAnswer,
  verifyAuditQuery,
} from '../../shared/audit/schema.ts';
import { healthAnswer } from '../../shared/http/health.ts';
import { noQuery, type Parsed, type WireForm } from '../../shared/http/wire-form.ts';
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
} from '../../shared/keys/schema.ts';
import {
  createdProjectAnswer,
  createProjectBody,
  listProjectsAnswer,
  listProjectsQuery,
  projectAnswer,
  replayedProjectAnswer,
  updateProjectBody,
} from '../../shared/projects/schema.ts';
import {
  createTokenBody,
  listTokensAnswer,
  listTokensQuery,
  replayedTokenAnswer,
  tokenAnswer,
  updateTokenBody,
  verifyTokenAnswer,
} from '../../shared/tokens/schema.ts';
import { usageAnswer, usageQuery } from '../../shared/usage/schema.ts';
import { policyWire } from './policy-wire.ts';

const listTokens = { query: listTokensQuery, body: null, answer: listTokensAnswer };
const createToken = {
  query: noQuery,
  body: createTokenBody,
  answer: tokenAnswer,
  replay: replayedTokenAnswer,
};
const getToken = { query: noQuery, body: null, answer: tokenAnswer };
const updateToken = { query: noQuery, body: updateTokenBody, answer: tokenAnswer };
const verifyToken = { query: noQuery, body: null, answer: verifyTokenAnswer };
const verifyAudit = { query: verifyAuditQuery, body: null, answer: verifyAuditAnswer };
const gone = { query: noQuery, body: null, answer: null };

export const adminWire = {
  listProjects: { query: listProjectsQuery, body: null, answer: listProjectsAnswer },
  createProject: {
    query: noQuery,
    body: createProjectBody,
    answer: createdProjectAnswer,
    replay: replayedProjectAnswer,
  },
  getProject: { query: noQuery, body: null, answer: projectAnswer },
  updateProject: { query: noQuery, body: updateProjectBody, answer: projectAnswer },
  deleteProject: gone,
  listKeys: { query: listKeysQuery, body: null, answer: listKeysAnswer },
  createKey: {
    query: noQuery,
    body: createKeyBody,
    answer: createdKeyAnswer,
    replay: replayedKeyAnswer,
  },
  getKey: { query: noQuery, body: null, answer: keyAnswer },
  updateKey: { query: noQuery, body: updateKeyBody, answer: keyAnswer },
  deactivateKey: { query: deactivateKeyQuery, body: null, answer: null },
  rotateKey: {
    query: noQuery,
    body: rotateKeyBody,
    answer: createdKeyAnswer,
    replay: replayedKeyAnswer,
  },
  listTokens,
  createToken,
  getToken,
  updateToken,
  deleteToken: gone,
  verifyToken,
  listProjectTokens: listTokens,
  createProjectToken: createToken,
  getProjectToken: getToken,
  updateProjectToken: updateToken,
  deleteProjectToken: gone,
  verifyProjectToken: verifyToken,
  ...policyWire,
  listAudit: { query: listAuditQuery, body: null, answer: listAuditAnswer },
  verifyAudit,
  listProjectAudit: { query: listProjectAuditQuery, body: null, answer: listAuditAnswer },
  verifyProjectAudit: verifyAudit,
  getUsage: { query: usageQuery, body: null, answer: usageAnswer },
  getHealth: { query: noQuery, body: null, answer: healthAnswer },
} as const satisfies Record<AdminOperation, WireForm>;

type Forms = typeof adminWire;
export type QueryOf<O extends AdminOperation> = Parsed<Forms[O]['query']>;
export type BodyOf<O extends AdminOperation> = Parsed<Forms[O]['body']>;
export type AnswerOf<O extends AdminOperation> = Parsed<Forms[O]['answer']>;

/** Operations that create something, and so take an Idempotency-Key. */
export type CreatingOperation = {
  [O in AdminOperation]: Forms[O] extends { readonly replay: unknown } ? O : never;
}[AdminOperation];
export type ReplayOf<O extends CreatingOperation> = Parsed<Forms[O]['replay']>;
