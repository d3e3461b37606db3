// Mutants of policies on requests: each would let something pass that a rule takes, or tell what it took.
import { edit, type Mutation, mutation } from './mutation.ts';

const CALL_POLICY = 'shared/calls/call-policy.ts';
const MAKE_CALL = 'shared/calls/make-call.ts';
const LOAD = 'shared/policies/active/load-policy.ts';
const REWRITE = 'shared/policies/prompt/rewrite-texts.ts';
const SCAN = 'shared/policies/prompt/prompt-scan.ts';
const TURN = 'shared/policies/prompt/newest-turn.ts';
const COVERAGE_TEST = 'test/shared/policies/prompt/coverage.test.ts';
const INBOUND_TEST = 'test/functions/proxy/policy/inbound.test.ts';
const INSPECT_TEST = 'test/shared/policies/prompt/inspect-prompt.test.ts';
const LOAD_TEST = 'test/shared/policies/active/load-policy.test.ts';
const POSITIONS_TEST = 'test/shared/policies/prompt/positions.test.ts';

export const policyMutations: readonly Mutation[] = [
  mutation(
    'policies: the provider gets the request as it came',
    [edit(CALL_POLICY, 'call: passed, guard', 'call, guard')],
    INBOUND_TEST,
  ),
  mutation(
    'policies: a blocked request goes out',
    [
      edit(
        CALL_POLICY,
        '  throw policyViolation(',
        "  if (part === part) return { model: 'gpt-mock', messages: [] };\n  throw policyViolation(",
      ),
    ],
    INBOUND_TEST,
  ),
  mutation(
    'policies: a rule asks for somebody who is over the limit',
    [edit(MAKE_CALL, 'rules.admit(call, take)', 'rules.admit(call, async () => {})')],
    'test/functions/proxy/policy/asking.test.ts',
  ),
  mutation(
    'policies: a request that a model stopped keeps its permit',
    [edit(MAKE_CALL, '    permit.giveBack();\n    throw error;', '    throw error;')],
    'test/functions/proxy/policy/asking.test.ts',
  ),
  mutation(
    'policies: a blocked prompt is not counted',
    [edit(MAKE_CALL, 'usage.refused();', 'undefined;')],
    INBOUND_TEST,
  ),
  mutation(
    'policies: who provokes blocked answers calls without limit',
    [
      edit(
        MAKE_CALL,
        "    if (!hasCode(error, 'response_blocked')) usage.failed",
        "    if (hasCode(error, 'response_blocked')) terms.permit.giveBack();\n    if (!hasCode(error, 'response_blocked')) usage.failed",
      ),
    ],
    'test/functions/proxy/policy/outbound.test.ts',
  ),
  mutation(
    'policies: a policy that cannot be loaded is none',
    [
      edit(
        CALL_POLICY,
        'const loaded = await loading;',
        'const loaded = await loading.catch(() => null);\n    if (loaded === null) return { call, guard: null };',
      ),
    ],
    INBOUND_TEST,
  ),
  mutation(
    'policies: another content passes for the version',
    [edit(LOAD, 'policy.hash !== ref.hash || version.hash !== ref.hash', 'policy.hash === null')],
    LOAD_TEST,
    INBOUND_TEST,
  ),
  mutation(
    'policies: a failure to load is kept',
    [
      edit(
        'shared/policies/active/policy-cache.ts',
        'if (entries.get(key) === entry) entries.delete(key);',
        'undefined;',
      ),
    ],
    LOAD_TEST,
  ),
  mutation(
    "policies: words put into the model's mouth are not looked at",
    [edit(TURN, "sideOf(entry) !== 'application'", "sideOf(entry) === 'user'")],
    COVERAGE_TEST,
  ),
  mutation(
    'policies: a result of a tool ends the turn',
    [
      edit(
        TURN,
        "if (role === 'assistant') return 'model';",
        "if (role === 'assistant' || role === 'tool') return 'model';",
      ),
    ],
    COVERAGE_TEST,
  ),
  mutation(
    'policies: members that nobody knows are not looked at',
    [
      edit(
        REWRITE,
        'return isFree && value !== null ? this.#freeJson(value) : this.rewrite(value);',
        "return isFree && value !== null ? this.#freeJson(value) : name === 'content' ? this.rewrite(value) : value;",
      ),
    ],
    POSITIONS_TEST,
    INSPECT_TEST,
  ),
  mutation(
    'policies: arguments of tools are read as they are written',
    [
      edit(
        REWRITE,
        "if (name === 'arguments') return this.#editor.json(value);",
        "if (name === 'arguments') return this.#editor.text(value);",
      ),
    ],
    POSITIONS_TEST,
  ),
  mutation(
    'policies: files are never looked into',
    [
      edit(
        'shared/policies/prompt/encoded-text.ts',
        "if (text === null) return { kind: isSaidText ? 'unreadable' : 'binary' };",
        "if (text !== '') return { kind: 'binary' };",
      ),
    ],
    POSITIONS_TEST,
  ),
  mutation(
    'policies: escapes inside of a text are not read',
    [edit(SCAN, 'scan(text, isEscapedJson(text), true)', 'scan(text, false, true)')],
    POSITIONS_TEST,
    INSPECT_TEST,
  ),
  mutation(
    'policies: a request with any number of texts is looked at',
    [edit(SCAN, 'if (seen > MAX_TEXTS)', 'if (seen > 1e9)')],
    INSPECT_TEST,
  ),
  mutation(
    'policies: a judge that answers nonsense finds nothing',
    [
      edit(
        'shared/policies/asking/score.ts',
        "throw new Error('a judge answered no score');",
        'return 0;',
      ),
    ],
    'test/functions/proxy/policy/asking.test.ts',
  ),
  mutation(
    'policies: a webhook may be anywhere',
    [
      edit(
        'shared/providers/post-webhook.ts',
        'parseBaseUrl(origin, trustedOrigins)',
        'parseBaseUrl(origin, new Set([origin]))',
      ),
    ],
    'test/functions/proxy/policy/asking.test.ts',
  ),
  mutation(
    'policies: a refusal is written again after it was folded',
    [edit('shared/usage/meter.ts', 'REFUSAL_HOLDS_MS = 30_000', 'REFUSAL_HOLDS_MS = 1e12')],
    'test/shared/usage/meter.test.ts',
  ),
  mutation(
    'policies: sums by rule are left out of a fold',
    [edit('shared/usage/totals.ts', 'rules: addSums(a.rules, b.rules),', 'rules: a.rules,')],
    'test/shared/usage/exactness.test.ts',
  ),
  mutation(
    'policies: digits with the right sum are a German tax id anywhere',
    [
      edit(
        'shared/rules/rules/identifier-formats.ts',
        'hasGermanTaxIdDigits(id) && standsAlone(candidate)',
        'hasGermanTaxIdDigits(id) || standsAlone(candidate)',
      ),
    ],
    'test/shared/rules/rules/structured-id.test.ts',
  ),
  mutation(
    'policies: a URL that cannot be parsed passes every list',
    [
      edit(
        'shared/rules/rules/url-check.ts',
        'if (url === null) return true;',
        'if (url === null) return false;',
      ),
    ],
    'test/shared/rules/rules/whole-and-views.test.ts',
  ),
];
