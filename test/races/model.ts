// One key, its deactivation and its verifications on a store in memory, whose every hop waits for a scheduler.
import { createAuthorizer } from '../../functions/authorizer/authorize.ts';
import type { KeyId, ProjectId } from '../../shared/kernel/ids.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { deactivateKey } from '../../shared/keys/deactivate.ts';
import type { KeyRow } from '../../shared/keys/row.ts';
import { storedKey, TEST_PROJECT_ID, testRing } from '../support/keys.ts';
import { passes, type Verdict } from './counts.ts';

/** One leg of a call's way: resolves when the scheduler lets it go on. */
export type Hop = () => Promise<unknown>;

/**
 * What a store may get wrong, to show that the race would notice: it keeps the first row it read; it acknowledges
 * before it writes; its reads come from a replica that is one hop behind.
 */
export const DEFECTS = ['remembers', 'acknowledges early', 'reads a replica'] as const;
export type Defect = (typeof DEFECTS)[number];

const silent = createLog({ info: () => {}, warn: () => {}, error: () => {} });
const clock = () => 1_790_000_000_000;

export class ModelRace {
  readonly verdicts: Verdict[] = [];
  readonly #key = storedKey();
  readonly #defect: Defect | null;
  #row: KeyRow = this.#key.row;
  #replica: KeyRow = this.#key.row;
  #remembered: KeyRow | null = null;
  #acknowledged = false;

  constructor(defect: Defect | null = null) {
    this.#defect = defect;
  }

  async deactivate(hop: Hop): Promise<void> {
    await deactivateKey(TEST_PROJECT_ID as ProjectId, this.#key.keyId as KeyId, null, {
      keys: { deactivate: () => this.#write(hop) },
      clock,
    });
    this.#acknowledged = true;
  }

  async verify(hop: Hop): Promise<void> {
    const startedAfterAck = this.#acknowledged;
    const authorize = createAuthorizer({
      pepper: async (version) => testRing.byVersion.get(version) ?? null,
      findKey: () => this.#read(hop),
      clock,
      log: silent,
    });
    const passed = await passes(authorize, this.#key.secret);
    this.verdicts.push({ startedAfterAck, passed });
  }

  /** There, the write at one instant, and back. */
  async #write(hop: Hop): Promise<'deactivated'> {
    if (this.#defect === 'acknowledges early') {
      void hop().then(() => this.#commit());
      return 'deactivated';
    }
    await hop();
    this.#commit();
    const answered = hop();
    if (this.#defect === 'reads a replica') void hop().then(() => this.#replicate());
    else this.#replicate();
    await answered;
    return 'deactivated';
  }

  async #read(hop: Hop): Promise<KeyRow> {
    await hop();
    const row = this.#remembered ?? this.#replica;
    if (this.#defect === 'remembers') this.#remembered = row;
    await hop();
    return row;
  }

  #commit(): void {
    this.#row = { ...this.#row, status: 'deactivated' };
    if (this.#defect === 'acknowledges early') this.#replicate();
  }

  #replicate(): void {
    this.#replica = this.#row;
  }
}
