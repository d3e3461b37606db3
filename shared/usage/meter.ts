// Counts one call: the intent before the provider is called, the result once, while the answer goes out.
import type { Afterwards } from '../kernel/afterwards.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { CallIntent, CallPlace, Settlement } from './call.ts';

/** Every operation may be repeated after a lost answer and then changes nothing more. All throw when the store fails. */
export type CallStore = {
  /** Durable when it resolves. */
  readonly open: (intent: CallIntent) => Promise<void>;
  /** `gone`: the call was counted by its estimate already, as one that nobody settled. */
  readonly settle: (place: CallPlace, settlement: Settlement) => Promise<'settled' | 'gone'>;
  /** Makes the call count nothing, and keeps a late intent from coming back. A settled call stays as it is. */
  readonly cancel: (intent: CallIntent) => Promise<void>;
  /** Counts a request that a rule stopped: there is no call, only what the rules found. */
  readonly refuse: (intent: CallIntent) => Promise<void>;
};

export type MeterPorts = {
  readonly calls: CallStore;
  readonly log: Log;
  readonly afterwards: Afterwards;
  /** Milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
};

export type MeteredCall = {
  /** Resolves when the intent is durable. Rejects like the store; then nothing is counted. */
  readonly opened: Promise<void>;
  /** The first result counts, later ones do nothing. Does not wait, never throws. */
  readonly settle: (settlement: Settlement) => void;
  /** The provider was not called after all. Otherwise like `settle`. */
  readonly cancel: () => void;
};

/** Before further rounds; within a round the store's client repeats by itself. */
const PAUSES_MS = [300, 1_000];

/** Begins to write the intent at once. */
export function openCall(intent: CallIntent, ports: MeterPorts): MeteredCall {
  const { calls, log, afterwards } = ports;
  const { callId } = intent;
  let isOver = false;
  const finish = (write: () => Promise<unknown>): void => {
    if (isOver) return;
    isOver = true;
    afterwards.add(persist(write, ports, callId));
  };

  const opened = calls.open(intent);
  // An intent that was not acknowledged may be there all the same.
  opened.catch(() => finish(() => calls.cancel(intent)));

  const settle = async (settlement: Settlement): Promise<void> => {
    await opened;
    if ((await calls.settle(intent, settlement)) === 'gone')
      log.warn('usage_call_gone', { callId });
  };
  const cancel = async (): Promise<void> => {
    await opened.catch(() => undefined);
    await calls.cancel(intent);
  };
  return {
    opened,
    settle: (settlement) => finish(() => settle(settlement)),
    cancel: () => finish(cancel),
  };
}

/**
 * A row that was folded is gone, and nothing would keep a late repetition of this write from bringing it back: it is
 * given up on in good time, five minutes before rows may be folded.
 */
const REFUSAL_HOLDS_MS = 30_000;

/** Does not wait, never throws. A refusal that cannot be stored is not counted. */
export function noteRefusal(
  intent: CallIntent,
  ports: MeterPorts & { readonly clock: Clock },
): void {
  const write = async (): Promise<void> => {
    if (ports.clock() - intent.startedAtMs > REFUSAL_HOLDS_MS) throw new Error('too late');
    await ports.calls.refuse(intent);
  };
  ports.afterwards.add(persist(write, ports, intent.callId));
}

/** A result that cannot be stored leaves an open call, which the roll-up counts by its estimate. */
async function persist(
  write: () => Promise<unknown>,
  { log, wait }: MeterPorts,
  callId: string,
): Promise<void> {
  for (const pauseMs of [...PAUSES_MS, null]) {
    try {
      await write();
      return;
    } catch (cause) {
      if (pauseMs === null) {
        log.error('usage_not_stored', { callId }, cause);
        return;
      }
      await wait(pauseMs);
    }
  }
}
