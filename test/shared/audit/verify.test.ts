// Long chains are checked in several calls, each bounded; every single change of an event shows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer, faultOf, type Head, link } from '../../../shared/audit/chain.ts';
import type { AuditEvent, Change } from '../../../shared/audit/event.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { createCursorCodec } from '../../../shared/http/cursor.ts';
import type { ProjectId } from '../../../shared/kernel/ids.ts';
import { testRing } from '../../support/keys.ts';

const scope = `proj_${'p'.repeat(22)}` as ProjectId;
const sealer = createSealer(testRing);
const change: Change = {
  action: 'key.created',
  target: { type: 'key', id: 'key_1' },
  before: null,
  after: { name: 'x', restrictions: { models: ['gpt-*'], allowed_ips: null } },
};
const circumstances = {
  actor: { id: 'arn', accountId: null, sourceIp: null },
  requestId: 'r',
  atMs: 0,
};
const chain = (length: number): AuditEvent[] =>
  link(
    scope,
    Array.from({ length }, () => change),
    circumstances,
    null,
    sealer,
  );

const portsOver = (events: readonly AuditEvent[]) => ({
  audit: {
    rows: async (_scope: unknown, after: number, limit: number) =>
      events
        .filter(({ sequence }) => sequence > after)
        .slice(0, limit)
        .map((event) => ({ sequence: event.sequence, event })),
  },
  cursors: createCursorCodec(new Uint8Array(32)),
  ring: async () => testRing,
  projectExists: async () => true,
});

describe('a chain of 5,000 events', () => {
  it('is checked in three calls, and a break in the last is found there', async () => {
    const events = chain(5_000);
    const walk = async (list: readonly AuditEvent[]) => {
      const answers = [];
      let cursor: string | null = null;
      do {
        const query: { cursor?: string } = cursor === null ? {} : { cursor };
        const answer: Awaited<ReturnType<typeof verifyChain>> = await verifyChain(
          scope,
          query,
          portsOver(list),
        );
        answers.push(answer);
        cursor = answer.next_cursor;
      } while (cursor !== null);
      return answers;
    };
    const whole = await walk(events);
    expect(whole.map((answer) => [answer.ok, answer.events])).toEqual([
      [true, 2_000],
      [true, 2_000],
      [true, 1_000],
    ]);
    expect(whole.at(-1)).toMatchObject({ head_sequence: 5_000, head_hash: events.at(-1)?.hash });
    const broken = await walk(events.filter(({ sequence }) => sequence !== 4_711));
    expect(broken.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(broken.at(-1)?.first_broken).toEqual({ sequence: 4_711, fault: 'missing' });
  });
});

describe('an event', () => {
  const events = chain(3);
  const second = events[1] as AuditEvent;
  const head: Head = events[0] ?? null;

  it('fits its place and no other', () => {
    expect(faultOf(scope, second, head, sealer)).toBeNull();
    expect(faultOf(scope, second, events[1] ?? null, sealer)).toBe('out_of_place');
    expect(faultOf('account', second, head, sealer)).toBe('out_of_place');
    expect(faultOf(scope, second, null, sealer)).toBe('missing');
  });

  it('shows every change of every member, whoever recomputes what', () => {
    const names = Object.keys(second) as (keyof AuditEvent)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        fc.pre(JSON.stringify(second[name]) !== JSON.stringify(value));
        fc.pre(!(name === 'seal' && value === null));
        const changed = { ...second, [name]: value } as AuditEvent;
        expect(() => {
          if (faultOf(scope, changed, head, sealer) === null) throw new Error('not seen');
        }).not.toThrow('not seen');
      }),
    );
  });

  it('without a seal is told apart from one with a wrong one', () => {
    const [unsealed] = link(scope, [change], circumstances, head, null);
    expect(unsealed?.seal).toBeNull();
    expect(unsealed && faultOf(scope, unsealed, head, sealer)).toBeNull();
    const forged = { ...second, seal: `1.${'A'.repeat(43)}` };
    expect(faultOf(scope, forged, head, sealer)).toBe('forged');
    expect(faultOf(scope, { ...second, seal: `9${second.seal?.slice(1)}` }, head, sealer)).toBe(
      'forged',
    );
  });
});
