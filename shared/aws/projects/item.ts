// DynamoDB items of the Projects table ↔ Project and TokenScope, read strictly: a wrong field is an error, never a guess.
import {
  isPolicyId,
  isProjectId,
  isTokenId,
  type ProjectId,
  type TokenId,
} from '../../kernel/ids.ts';
import { isObject } from '../../kernel/is-object.ts';
import type { ActivePolicy, Project, TokenRecord, TokenScope } from '../../projects/project.ts';
import { readSettings } from '../../projects/settings.ts';
import { storedFields } from '../dynamo/stored-fields.ts';

/** An item in the document client's form: plain values, absent attributes for null. */
export type ProjectItem = Readonly<Record<string, unknown>>;

const KIND = 'project';

/** The value of `listPk` on every project: one list of all projects, ordered by `listSk`. */
export const PROJECT_LIST = 'projects';

/** On a deleted project: it keeps its records, so that a deletion can be carried on, but it is found no more. */
export const DELETED_AT = 'deletedAt';

export const projectKey = (projectId: ProjectId) => ({ pk: projectId, sk: 'project' }) as const;
export const accountTokensKey = { pk: 'account', sk: 'tokens' } as const;

/** The whole item of a project, keys and list attributes included. */
export function toProjectItem(project: Project): Record<string, unknown> {
  const { tokens, ...rest } = project;
  const present = Object.entries(rest).filter(([, value]) => value !== null);
  return {
    ...projectKey(project.projectId),
    listPk: PROJECT_LIST,
    listSk: `${project.createdAt}#${project.projectId}`,
    ...Object.fromEntries(present),
    tokens: mapValues(tokens, toTokenItem),
  };
}

/** The whole item of the account's tokens. */
export const toAccountTokensItem = ({ tokens, defaults, rev }: TokenScope) => ({
  ...accountTokensKey,
  tokens: mapValues(tokens, toTokenItem),
  defaults,
  rev,
});

/** Throws `internal_error`, naming the field inside, when the item is not what `toProjectItem` writes. */
export function fromProjectItem(item: ProjectItem): Project {
  const { text } = storedFields(item, KIND);
  const projectId = text('pk');
  if (!isProjectId(projectId)) throw corrupt('pk');
  return {
    ...readTokenScope(item),
    projectId,
    name: text('name'),
    isActive: flag(item, 'isActive'),
    ...readSettings(item, corrupt),
    policy: activePolicy(item, 'policy'),
    createdAt: text('createdAt'),
    createdBy: text('createdBy'),
    updatedAt: text('updatedAt'),
  };
}

/** Throws like `fromProjectItem`. A scope that was never written is empty. */
export const fromAccountTokensItem = (item: ProjectItem | null): TokenScope =>
  item === null ? { tokens: {}, defaults: {}, rev: 0 } : readTokenScope(item);

function readTokenScope(item: ProjectItem): TokenScope {
  const tokens: Record<TokenId, TokenRecord> = {};
  for (const [tokenId, entry] of Object.entries(object(item, 'tokens'))) {
    if (!isTokenId(tokenId)) throw corrupt('tokens');
    tokens[tokenId] = readToken(tokenId, entry);
  }
  const defaults: Record<string, TokenId> = {};
  for (const [provider, tokenId] of Object.entries(textMap(item, 'defaults'))) {
    if (!isTokenId(tokenId) || tokens[tokenId]?.provider !== provider) throw corrupt('defaults');
    defaults[provider] = tokenId;
  }
  return { tokens, defaults, rev: revision(item) };
}

const toTokenItem = ({ baseUrl, ...rest }: TokenRecord) => ({
  ...rest,
  ...(baseUrl === null ? {} : { baseUrl }),
});

function readToken(tokenId: TokenId, entry: unknown): TokenRecord {
  if (!isObject(entry) || entry['tokenId'] !== tokenId) throw corrupt('tokens');
  const { text, optionalText } = storedFields(entry, KIND);
  return {
    tokenId,
    name: text('name'),
    provider: text('provider'),
    maskedApiKey: text('maskedApiKey'),
    secretId: text('secretId'),
    versionId: text('versionId'),
    baseUrl: optionalText('baseUrl'),
    createdAt: text('createdAt'),
    updatedAt: text('updatedAt'),
    rev: revision(entry),
  };
}

/** The caller sees a mute 500; the field's name reaches the log through the stack. */
const { corrupt } = storedFields({}, KIND);

function flag(item: ProjectItem, field: string): boolean {
  const value = item[field];
  if (typeof value !== 'boolean') throw corrupt(field);
  return value;
}

function revision(item: ProjectItem): number {
  const { rev } = item;
  if (typeof rev !== 'number' || !Number.isSafeInteger(rev)) throw corrupt('rev');
  return rev;
}

function object(item: ProjectItem, field: string): ProjectItem {
  const value = item[field];
  if (!isObject(value)) throw corrupt(field);
  return value;
}

function textMap(item: ProjectItem, field: string): Record<string, string> {
  const value = object(item, field);
  const { text } = storedFields(value, KIND);
  for (const key of Object.keys(value)) text(key);
  return value as Record<string, string>;
}

/** Rules that are there but cannot be read must never turn into no rules. */
export function activePolicy(item: ProjectItem, field: string): ActivePolicy | null {
  const value = item[field];
  if (value === undefined) return null;
  if (!isObject(value)) throw corrupt(field);
  const { policyId, version, hash } = value;
  if (typeof policyId !== 'string' || !isPolicyId(policyId)) throw corrupt(field);
  if (typeof version !== 'number' || !Number.isSafeInteger(version)) throw corrupt(field);
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) throw corrupt(field);
  return { policyId, version, hash };
}

const mapValues = <T, R>(source: Readonly<Record<string, T>>, map: (value: T) => R) =>
  Object.fromEntries(Object.entries(source).map(([key, value]) => [key, map(value)]));
