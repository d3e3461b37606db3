// The active version is read and compiled once, and whatever is not exactly that version lets nothing pass.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import { createPolicyLoader } from '../../../../shared/policies/active/load-policy.ts';
import { evaluate } from '../../../../shared/rules/evaluate.ts';
import { emailRule, readerOf, savedVersion } from '../../../support/policies.ts';

const version = savedVersion([emailRule()]);

describe('loading a version', () => {
  it('is done once for callers at the same time and afterwards', async () => {
    const reader = readerOf(version);
    const load = createPolicyLoader(reader);
    const [first, second] = await Promise.all([load(version), load(version)]);
    expect(first).toBe(second);
    expect(await load(version)).toBe(first);
    expect(reader.reads()).toBe(1);
    expect(evaluate(first.compiled, 'to ann@secret.test', 'inbound').text).toBe('to [EMAIL]');
  });

  it('searches the dictionaries as they were saved', async () => {
    const rule = { rule_type: 'aho_corasick', config: { dictionary_id: 'dict_1' } };
    const saved = savedVersion([rule, rule], { dictionaries: { dict_1: ['Project Apollo'] } });
    const { compiled } = await createPolicyLoader(readerOf(saved))(saved);
    expect(evaluate(compiled, 'on project apollo', 'inbound').text).toBe('on **************');
  });

  it('is tried again after a failure of the store, which stays what it was', async () => {
    const reader = readerOf(version);
    let failures = 2;
    const load = createPolicyLoader({
      readVersion: async (ref) => {
        if (failures-- > 0) throw new ApiError('service_unavailable');
        return reader.readVersion(ref);
      },
    });
    await expect(load(version)).rejects.toMatchObject({ code: 'service_unavailable' });
    await expect(load(version)).rejects.toMatchObject({ code: 'service_unavailable' });
    expect((await load(version)).version).toBe(7);
  });

  const rules = [{ rule_type: 'aho_corasick', config: { dictionary_id: 'dict_1' } }];
  const used = savedVersion(rules, { dictionaries: { dict_1: ['x'] } });

  it.each([
    ['another content under the same name', version],
    ['another content that claims the hash', { ...version, hash: used.hash }],
    ['a record that names another hash', { ...used, hash: version.hash }],
    ['rules that do not compile', { ...used, source: { rules: [{ name: 'x' }] } }],
    ['a dictionary that is gone', { ...used, dictionaries: new Map() }],
    ['another dictionary', savedVersion(rules, { dictionaries: { dict_1: ['y'] } })],
  ])('fails for %s', async (_what, stored) => {
    const load = createPolicyLoader(readerOf(stored));
    await expect(load(used)).rejects.toMatchObject({ code: 'internal_error' });
  });
});
