// All operations of the admin plane, by name. Gateway, dispatcher, audit of refusals and documents are built from them.
import type * as z from 'zod/mini';
import { audit } from './audit.ts';
import { dictionaries } from './dictionaries.ts';
import { keys } from './keys.ts';
import type { OperationEntry } from './operation.ts';
import { policies, policyVersions, projectPolicy } from './policies.ts';
import { projects } from './projects.ts';
import type { AdminRoute } from './route.ts';
import { rulePresets, rules, testPolicy } from './rules.ts';
import { tokens } from './tokens.ts';
import { health, usage } from './usage-and-health.ts';

const nouns = [
  projects,
  keys,
  tokens,
  policies,
  { testPolicy },
  rules,
  policyVersions,
  rulePresets,
  projectPolicy,
  dictionaries,
  usage,
  audit,
  health,
] as const;

type Merged<Nouns extends readonly object[]> = Nouns extends readonly [
  infer First,
  ...infer Rest extends readonly object[],
]
  ? First & Merged<Rest>
  : unknown;
export type AdminOperations = Merged<typeof nouns>;
export type AdminOperation = keyof AdminOperations;

export const adminOperations = Object.assign({}, ...nouns) as AdminOperations;

/** As the type says that all of them are. */
export const operationNamed = (name: AdminOperation): OperationEntry => adminOperations[name];

type RouteOf<O extends AdminOperation> = AdminRoute & {
  readonly operation: O;
  readonly path: AdminOperations[O]['path'];
};
/** In the order of the nouns. */
export const adminRoutes = nouns.flatMap((noun) =>
  Object.entries(noun as Readonly<Record<string, OperationEntry>>).map(
    ([operation, { method, path, success, summary, errors }]) => ({
      ...{ plane: 'admin', operation, method, path, success, summary, errors },
    }),
  ),
) as unknown as readonly RouteOf<AdminOperation>[];

/** What a schema gives; null for none. */
type Parsed<S> = S extends z.ZodMiniType ? z.output<S> : null;

export type QueryOf<O extends AdminOperation> = Parsed<AdminOperations[O]['query']>;
export type BodyOf<O extends AdminOperation> = Parsed<AdminOperations[O]['body']>;
export type AnswerOf<O extends AdminOperation> = Parsed<AdminOperations[O]['answer']>;

/** Operations that create something, and so take an Idempotency-Key. */
export type CreatingOperation = {
  [O in AdminOperation]: AdminOperations[O] extends { readonly replay: z.ZodMiniType } ? O : never;
}[AdminOperation];
export type ReplayOf<O extends CreatingOperation> = Parsed<AdminOperations[O]['replay']>;
