// What an operation is: from a checked call to its answer. The map of all of them is complete by type.

import type {
  AdminOperation,
  AdminOperations,
  AnswerOf,
  BodyOf,
  CreatingOperation,
  QueryOf,
  ReplayOf,
} from '../../shared/api/operations.ts';
import type { IfMatch } from '../../shared/http/if-match.ts';
import type {
  DictionaryId,
  KeyId,
  PolicyId,
  ProjectId,
  RuleId,
  TokenId,
} from '../../shared/kernel/ids.ts';

type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamsOf<Rest>
  : never;
type PathOf<O extends AdminOperation> = AdminOperations[O]['path'];

export type Ids = {
  readonly project_id: ProjectId;
  readonly key_id: KeyId;
  readonly token_id: TokenId;
  readonly policy_id: PolicyId;
  readonly rule_id: RuleId;
  readonly dictionary_id: DictionaryId;
  /** A whole number from 1, as text. */
  readonly version: string;
};

export type Call<O extends AdminOperation> = {
  /** The path's ids, of the right form. */
  readonly ids: Pick<Ids, ParamsOf<PathOf<O>> & keyof Ids>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** Null but for changes with a condition. */
  readonly ifMatch: IfMatch;
  /** IAM ARN. */
  readonly callerArn: string;
};

export type Operations = {
  readonly [O in AdminOperation]: (call: Call<O>) => Promise<AnswerOf<O>>;
};

/** What a repeated creation is answered with: `created` are the ids that the first one made. */
export type Replays = {
  readonly [O in CreatingOperation]: (
    ids: Call<O>['ids'],
    created: readonly string[],
  ) => Promise<ReplayOf<O>>;
};
