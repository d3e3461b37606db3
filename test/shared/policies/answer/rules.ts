// Rules for answers, and guards made from them.

import { FrameCutter } from '../../../../shared/http/sse.ts';
import type { AnswerReport, AnswerRules } from '../../../../shared/policies/answer/answer-rules.ts';
import { createAnswerGuard } from '../../../../shared/policies/answer/create-answer-guard.ts';
import { type CompiledPolicy, compilePolicy } from '../../../../shared/rules/compile.ts';
import type { DirectionPlan } from '../../../../shared/rules/direction-plan.ts';
import type { AnswerGuard, GuardedStream } from '../../../../shared/wire/answer-guard.ts';

/** Rules for answers get a name, and mask unless they say otherwise. */
export function policyOf(...rules: readonly object[]): CompiledPolicy {
  const result = compilePolicy({
    rules: rules.map((rule, index) => ({
      id: `rule_${index}`,
      name: `rule ${index}`,
      rule_type: 'regex',
      direction: 'outbound',
      decision: 'mask',
      ...rule,
    })),
  });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
  return result.policy;
}

const regex = (pattern: string, more: object = {}): object => ({
  config: { patterns: [{ pattern, replacement: '[MASKED]' }] },
  ...more,
});

/** Nothing else contains these characters: none of them may ever be sent. */
export const SECRET = '§¤¤¤¤§';
export const SECRET_CHARACTERS = /[§¤]|\\u00a[74]/i;
export const secretRule = (more: object = {}): object => regex('§¤+§', more);
export const wordRule = regex('\\bword\\b');
export const blockRule = (more: object = {}): object =>
  regex('BLOCK ?ME', { decision: 'block', ...more });

export type Asked = {
  readonly guard: AnswerGuard;
  readonly reports: AnswerReport[];
  readonly tasks: Promise<unknown>[];
};

export function guardOf(
  plan: DirectionPlan,
  endpoint: AnswerRules['endpoint'],
  changes: Partial<AnswerRules> = {},
): Asked {
  const reports: AnswerReport[] = [];
  const tasks: Promise<unknown>[] = [];
  const guard = createAnswerGuard({
    plan,
    endpoint,
    streamingMode: 'auto',
    ask: async () => 0,
    afterwards: { add: (task) => void tasks.push(task) },
    onReport: (report) => void reports.push(report),
    ...changes,
  });
  if (guard === null) throw new Error('no rules for answers');
  return { guard, reports, tasks };
}

/** The stream as a client gets it; `end`: the code of the error that ended it. */
export async function through(
  stream: GuardedStream,
  chunks: readonly Buffer[],
): Promise<{ text: string; end: string | null }> {
  const cutter = new FrameCutter();
  let text = '';
  for (const chunk of chunks) {
    const frames = cutter.push(chunk);
    if (frames === null) continue;
    const shown = stream.push(frames);
    text += shown.frames.toString();
    if (shown.end !== null) return { text, end: shown.end.code };
  }
  const last = await stream.finish();
  stream.close();
  return { text: text + last.frames.toString(), end: last.end?.code ?? null };
}

/** Valid JSON in another spelling: characters that occur in strings only, as escapes. */
export const spelled = (json: string): string =>
  json.replace(/\\(?:u[0-9a-f]{4}|.)|[bcdghijkmopqvwxyz@§¤]/g, (written) =>
    written.startsWith('\\')
      ? written
      : `\\u${written.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** All events of a stream, comments and the word at the end left out. */
export const eventsIn = (stream: string): Record<string, unknown>[] =>
  stream
    .split('\n\n')
    .flatMap((frame) => /^data: (\{.*)$/ms.exec(frame)?.[1] ?? [])
    .map((data) => JSON.parse(data));
