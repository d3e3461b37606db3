// Makes a switch over a union exhaustive: a forgotten case does not compile.

export function assertNever(value: never): never {
  throw new TypeError(`unhandled case: ${typeof value}`);
}
