// Whose a kept object is: of the project whose call made it, and of nobody else.
import { createHash } from 'node:crypto';
import { ApiError } from '../errors/api-error.ts';
import { epochSeconds } from '../kernel/clock.ts';
import { eachLimited } from '../kernel/each-limited.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Project } from '../projects/project.ts';
import { MAX_NAME_LENGTH, type NamedObject } from './object-name.ts';

/** Both throw when the store cannot answer, which becomes 503. */
export type ObjectStore = {
  /** Strongly consistent. Null: nobody's. */
  readonly ownerOf: (placeId: string) => Promise<ProjectId | null>;
  /** Whoever is first keeps it. `ttlSeconds`: null, for as long as nobody deletes it. */
  readonly claim: (
    placeId: string,
    owner: ProjectId,
    terms: {
      readonly ttlSeconds: number | null;
      /** Null: what it used has been counted. */
      readonly unsettled: Unsettled | null;
    },
  ) => Promise<'claimed' | 'taken'>;
  /** Null: nobody's, somebody else's, or settled before. Only one of many that ask at once gets it. */
  readonly takeUnsettled: (placeId: string, owner: ProjectId) => Promise<Unsettled | null>;
  /** The owner's word that it is gone. `ttlSeconds`: until when that has to be known. */
  readonly forget: (placeId: string, owner: ProjectId, ttlSeconds: number) => Promise<void>;
};

/** Who began what still runs at the provider: its usage is known when somebody reads its end. */
export type Unsettled = {
  readonly keyId: KeyId;
  /** As in `modelName`. */
  readonly model: string;
  readonly provider: string;
};

export type OwnershipPorts = {
  readonly objects: ObjectStore;
  readonly clock: () => number;
  readonly log: Log;
};

/** The account at which names are unique: an address of a provider. */
export type Keeper = { readonly address: string };

/** Names in one call, each of which is a read: a long conversation names every item of it. */
const MAX_NAMED = 1_000;
const READS_AT_ONCE = 32;

/**
 * Throws ApiError `not_found` for the first name that is not this project's, as for one that nobody has ever made:
 * nobody learns that it exists. Throws `validation_error` for more names than are looked up.
 */
export async function requireOwn(
  named: readonly NamedObject[],
  project: Project,
  keeper: Keeper,
  { objects }: Pick<OwnershipPorts, 'objects'>,
): Promise<void> {
  if (project.providerObjects === 'any') return;
  const isAllowed = ({ name }: NamedObject) => isListed(name, project.allowedObjects ?? []);
  const asked = named.filter((each) => !isAllowed(each));
  if (asked.length === 0) return;
  const names = [...new Set(asked.map(({ name }) => name))];
  if (names.length > MAX_NAMED)
    throw new ApiError('validation_error', {
      message: `A request may name at most ${MAX_NAMED} objects.`,
    });
  const own = new Set<string>();
  await eachLimited(names, READS_AT_ONCE, async (name) => {
    if ((await ownerOf(name, keeper, objects)) === project.projectId) own.add(name);
  });
  const foreign = asked.find(({ name }) => !own.has(name));
  if (foreign !== undefined)
    throw new ApiError('not_found', {
      message: `${foreign.param} names nothing that this project has made.`,
      param: foreign.param,
    });
}

export const ownerOf = async (name: string, keeper: Keeper, objects: ObjectStore) =>
  name.length > MAX_NAME_LENGTH ? null : objects.ownerOf(placeIdOf(name, keeper));

/**
 * Best effort, because the answer is there: an object that could not be recorded can be used by nobody. Never throws.
 */
export async function recordMade(
  names: readonly string[],
  project: Project,
  keeper: Keeper,
  { objects, clock, log }: OwnershipPorts,
  running: { readonly name: string; readonly unsettled: Unsettled } | null = null,
): Promise<void> {
  const isOpen = project.providerObjects === 'any';
  const nowSeconds = epochSeconds(clock);
  const claim = async (name: string): Promise<void> => {
    const unsettled = name === running?.name ? running.unsettled : null;
    if (name.length > MAX_NAME_LENGTH || (isOpen && unsettled === null)) return;
    const days = keptDays(name);
    const ttlSeconds = days === null ? null : nowSeconds + days * 86_400;
    const terms = { ttlSeconds, unsettled };
    const outcome = await objects.claim(placeIdOf(name, keeper), project.projectId, terms);
    // A provider that gives one name twice: the first owner's content must not become another's.
    if (outcome === 'taken') log.warn('object_name_taken', { projectId: project.projectId });
  };
  const results = await Promise.allSettled(names.map(claim));
  for (const result of results)
    if (result.status === 'rejected')
      log.error('object_not_recorded', { projectId: project.projectId }, result.reason);
}

/** The object is gone, at its owner's wish. Throws when the store cannot answer. */
export const forgetObject = (
  name: string,
  { projectId }: Pick<Project, 'projectId'>,
  keeper: Keeper,
  { objects, clock }: Pick<OwnershipPorts, 'objects' | 'clock'>,
): Promise<void> =>
  objects.forget(placeIdOf(name, keeper), projectId, epochSeconds(clock) + KEPT_DAYS * 86_400);

/** What OpenAI keeps until it is deleted; anything else, a stored response say, 30 days at most. */
const KEPT_FOR_GOOD = /^(?:conv|file|vs|skill)[-_]/;
const KEPT_DAYS = 31;
const keptDays = (name: string): number | null => (KEPT_FOR_GOOD.test(name) ? null : KEPT_DAYS);

/** Names are not stored: a hash of address and name, both of which only who knows them can make. */
export const placeIdOf = (name: string, { address }: Keeper): string =>
  createHash('sha256')
    .update(JSON.stringify([address, name]))
    .digest('base64url');

/** Exact, or the beginning of a name followed by `*`. */
export const isListed = (name: string, allowed: readonly string[]): boolean =>
  allowed.some((entry) =>
    entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry,
  );
