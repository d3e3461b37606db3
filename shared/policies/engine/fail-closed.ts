// A guard that has failed once never gives out anything again: what it held might be what should not be seen.
import type { StreamGuard } from './stream-guard.ts';

export function failClosed(guard: StreamGuard): StreamGuard {
  let hasFailed = false;
  const closed =
    <A extends readonly unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      if (hasFailed) throw new Error('this guard has failed before');
      hasFailed = true;
      const result = work(...args);
      hasFailed = false;
      return result;
    };
  return {
    push: closed((chunk: string) => guard.push(chunk)),
    finish: closed(() => guard.finish()),
    heldChars: () => guard.heldChars(),
    triggered: () => guard.triggered(),
  };
}
