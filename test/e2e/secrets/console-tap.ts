// Everything that this process prints while a test file runs.
import { afterAll, beforeAll } from 'vitest';

const METHODS = ['log', 'info', 'warn', 'error'] as const;

/** Call it before whatever prints is started. The test runner's own console is kept from the screen meanwhile. */
export function tapConsole(): readonly string[] {
  const printed: string[] = [];
  const undo: (() => void)[] = [];
  const tap = (target: object, name: string, passOn: boolean): void => {
    const original: unknown = Reflect.get(target, name);
    const call = (...args: unknown[]): unknown => {
      printed.push(args.map(String).join(' '));
      return passOn && typeof original === 'function' ? original.apply(target, args) : true;
    };
    Reflect.set(target, name, call);
    undo.push(() => void Reflect.set(target, name, original));
  };
  beforeAll(() => {
    for (const stream of [process.stdout, process.stderr]) tap(stream, 'write', true);
    for (const name of METHODS) tap(console, name, false);
  });
  afterAll(() => {
    for (const step of undo) step();
  });
  return printed;
}
