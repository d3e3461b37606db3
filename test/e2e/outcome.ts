// Small helpers to look at what clients return and raise.

/** What `run` throws; throws itself when it does not. */
export async function errorOf(run: () => unknown): Promise<Error> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
}

/** The text of a stream, told piece by piece. */
export async function joined<T>(
  stream: AsyncIterable<T>,
  textOf: (event: T) => string | null | undefined,
): Promise<string> {
  let text = '';
  for await (const event of stream) text += textOf(event) ?? '';
  return text;
}

/** Everything that a stream or a paged list yields. */
export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
