// The rules that a policy violation names, as callers see them: where they matched, never what.

/** Offsets in UTF-16 units of the text that was looked at, `end` exclusive. */
type MatchAnswer = {
  readonly start: number;
  readonly end: number;
  readonly length: number;
};

/** Name and type stand twice: clients of two generations read one or the other. */
export type TriggeredRuleAnswer = {
  readonly rule_id: string;
  readonly rule_name: string;
  readonly name: string;
  readonly rule_type: string;
  readonly type: string;
  readonly decision: 'allow' | 'mask' | 'block';
  /** It was counted, and changed nothing. */
  readonly monitoring: boolean;
  /** `matches` lists the first ones. */
  readonly match_info: { readonly count: number; readonly matches: readonly MatchAnswer[] };
};
