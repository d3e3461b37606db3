// A stage for actors: each attempt of each call to the tables waits until the schedule lets it go on, one at a time.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * `lost-before`: the answer gets lost, and the call was not carried out; `lost-after`: it was. The SDK then tries
 * again. `crash-before`, `crash-after`: the same, and the actor's process ends.
 */
export const FATES = ['go', 'lost-before', 'lost-after', 'crash-before', 'crash-after'] as const;
export type Fate = (typeof FATES)[number];

export type Waiting = {
  readonly id: number;
  readonly actor: number;
  readonly isWrite: boolean;
  readonly release: (fate: Fate) => Promise<void>;
};

const ATTEMPTS = 3;
/** Further turns, for an actor that makes two calls at a time. */
const QUIET_TURNS = 4;
const MAX_TURNS = 100_000;

export class Stage {
  readonly waiting: Waiting[] = [];
  readonly #url: string;
  readonly #clients: DynamoDBClient[] = [];
  /** Actors that will not come back with a further call. */
  readonly #gone = new Set<number>();
  #nextId = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** As the functions have it, but without pauses between attempts. */
  client(actor: number): DynamoDBClient {
    const client = new DynamoDBClient({
      endpoint: this.#url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      retryStrategy: impatient,
    });
    this.#clients.push(client);
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          this.#pass(actor, commandName === 'TransactWriteItemsCommand', () => next(args)),
      { step: 'finalizeRequest', priority: 'low', name: 'stage' },
    );
    return client;
  }

  /** An actor's step that is no call: it waits for its turn like one. */
  turn(actor: number, step: () => void): Promise<void> {
    return this.#pass(actor, false, async () => step());
  }

  begin(actor: number, act: (stage: Stage) => Promise<unknown>): void {
    const end = (): void => void this.#gone.add(actor);
    act(this).then(end, end);
  }

  /** Resolves when each of the first `count` actors waits, has ended, or has crashed. */
  async quiet(count: number): Promise<void> {
    const isAtRest = (actor: number): boolean =>
      this.#gone.has(actor) || this.waiting.some((call) => call.actor === actor);
    let calm = 0;
    for (let turn = 0; calm < QUIET_TURNS; turn++) {
      if (turn > MAX_TURNS) throw new Error('an actor neither ends nor calls');
      await new Promise((resolve) => setImmediate(resolve));
      const actors = Array.from({ length: count }, (_, actor) => actor);
      calm = actors.every(isAtRest) ? calm + 1 : 0;
    }
  }

  close(): void {
    for (const client of this.#clients) client.destroy();
  }

  /** Its process ends with all that it had under way. */
  #crash(actor: number): void {
    this.#gone.add(actor);
    const others = this.waiting.filter((call) => call.actor !== actor);
    this.waiting.splice(0, this.waiting.length, ...others);
  }

  #pass<T>(actor: number, isWrite: boolean, carryOut: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const release = async (fate: Fate): Promise<void> => {
        this.waiting.splice(
          this.waiting.findIndex((other) => other.id === id),
          1,
        );
        const outcome = fate.endsWith('-before') ? null : await settle(carryOut());
        if (fate.startsWith('crash')) return void this.#crash(actor);
        if (fate !== 'go') reject(Object.assign(new Error('lost'), { name: 'TimeoutError' }));
        else if (outcome?.kind === 'failed') reject(outcome.error);
        else resolve(outcome?.value as T);
      };
      this.waiting.push({ id, actor, isWrite, release });
    });
  }
}

type Settled<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown; readonly value?: never };

const settle = <T>(promise: Promise<T>): Promise<Settled<T>> =>
  promise.then(
    (value): Settled<T> => ({ kind: 'done', value }),
    (error: unknown): Settled<T> => ({ kind: 'failed', error }),
  );

type Token = { readonly getRetryCount: () => number; readonly getRetryDelay: () => number };
const token = (count: number): Token => ({ getRetryCount: () => count, getRetryDelay: () => 0 });

const impatient = {
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (last: Token, { errorType }: { errorType: string }) => {
    if (errorType === 'CLIENT_ERROR' || last.getRetryCount() + 1 >= ATTEMPTS)
      throw new Error('no further attempt');
    return token(last.getRetryCount() + 1);
  },
  recordSuccess: () => {},
};
