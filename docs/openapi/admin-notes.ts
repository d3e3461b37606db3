// What an operator should know about an operation beyond its schema.
import type { AdminOperation } from '../../shared/api/routes.ts';

const AUDIT_LIST =
  'Newest first. `hash` is the SHA-256 of the canonical JSON (members sorted, no spaces) of all members but `hash` and ' +
  '`seal`; `prev_hash` is the hash of the event before. `total` is null with a filter and for all chains at once. A ' +
  'page of a filtered list may hold few entries although `next_cursor` is set: follow it.';
const AUDIT_VERIFY =
  'Recomputes the chain from its beginning. Pass `known_sequence` and `known_hash`, noted earlier, to show that the ' +
  'newest events have not been cut off since.';
const LIST = 'Newest first. What was created a moment ago may be missing for about a second.';
const CREATE_TOKEN =
  'The value is kept in Secrets Manager and never comes back. The first token of a provider in its scope becomes ' +
  'the default. A provider other than openai and anthropic needs a `base_url`; it has to speak the OpenAI format.';
const UPDATE_TOKEN =
  'Only what is sent changes, from the next request on. `base_url` can only be changed together with `api_key`: a ' +
  'stored value is only ever sent to the address that it was given with.';
const DELETE_TOKEN =
  'Out of use from the next request on; the secret can be restored in Secrets Manager for 7 days. A deleted default ' +
  'hands over to the newest token of its provider in the scope.';
const VERIFY_TOKEN =
  "Asks the provider for its models, once. `status` is the provider's; null means that it could not be reached.";

const CREATE_RULE =
  'The whole policy is compiled with it and saved as its next version; what is refused is told with every reason. ' +
  'Rules apply in the order of `order`, then of their age. docs/policies.md says what each type has in its `config`.';
const TRY =
  'Changes, counts and logs nothing; `value` is a piece of the message that was sent. Rules that ask a model or a ' +
  'webhook do so with `project_id` only, with the provider tokens of that project and without counting in its usage; ' +
  '`skipped` lists those that got no answer.';
const CREATE_DICTIONARY =
  'Terms as a list, or as `text` with one in each line, or as a body of `text/plain` with `name` and `description` in ' +
  'the query; up to 100,000 terms of at most 256 characters, 5 MB in all. Repetitions are dropped.';

export const adminNotes: Partial<Record<AdminOperation, string>> = {
  listProjects: LIST,
  createProject:
    '`api_key.key` is the first key in full; it is shown here and nowhere else. `model_providers` maps the beginnings ' +
    'of model ids to providers, before the built-in mapping; the longest wins. `rate_limit_rpm` counts the model calls ' +
    'of all its keys in a minute of UTC; while they cannot be counted, `rate_limit_on_store_failure` refuses them ' +
    '(`closed`, the default) or lets them pass (`open`).',
  updateProject:
    'Only what is sent changes. `is_active: false` stops all keys on the next request; `true` lets them work again.',
  deleteProject:
    'All its keys stop on the next request, for good. If the answer is an error, repeat it: it carries on.',
  listKeys: LIST,
  createKey: 'The key works at once. `expires_at` lies in the future, at most five years ahead.',
  updateKey:
    'Only what is sent changes; `restrictions` is replaced as a whole, null takes it away. An expired key may be ' +
    'extended, a deactivated one cannot be changed.',
  deactivateKey:
    'The key is refused from the next request on. Again is fine, and changes nothing. Works for a deleted project, too.',
  rotateKey:
    'Both keys work for `overlap_seconds` (one day unless given), then only the new one. It has the name, description, ' +
    "restrictions and lineage of the old one, and its `expires_at` unless another is given. A rotated key's expiry can " +
    'only be brought forward.',
  listAudit: AUDIT_LIST,
  listProjectAudit: `${AUDIT_LIST} Works for a deleted project, too.`,
  verifyAudit: AUDIT_VERIFY,
  verifyProjectAudit: AUDIT_VERIFY,
  createToken: CREATE_TOKEN,
  createProjectToken: CREATE_TOKEN,
  updateToken: UPDATE_TOKEN,
  updateProjectToken: UPDATE_TOKEN,
  deleteToken: DELETE_TOKEN,
  deleteProjectToken: DELETE_TOKEN,
  verifyToken: VERIFY_TOKEN,
  verifyProjectToken: VERIFY_TOKEN,
  listPolicies: LIST,
  createPolicy:
    '`preset: "starter"` instead of `rules` masks personal data and credentials both ways. Every change of a policy or ' +
    'a rule makes an immutable version; what is in force in a project stays until another version is activated.',
  updatePolicy:
    'Only what is sent changes. `monitor` counts what the rules find, and changes nothing.',
  deletePolicy: 'A version of it must not be in force in any project.',
  testPolicy: `The policy as it would be in force, the latest version unless told. ${TRY}`,
  listRules: 'In the order of evaluation.',
  createRule: CREATE_RULE,
  updateRule: `Only what is sent changes; \`config\` is replaced as a whole, \`rule_type\` stays. ${CREATE_RULE}`,
  testRule: `The rule as if it were switched on and enforced. ${TRY}`,
  listPolicyVersions:
    'Newest first. What was saved a moment ago may be missing for about a second.',
  savePolicyVersion:
    'Needed after a dictionary has changed: a version holds the terms as they were. `saved: false` when nothing differs.',
  getProjectPolicy: 'All null when none is in force. `revision` is that of the project.',
  setProjectPolicy:
    'From the next request on; a stream that has begun keeps its version. Without `version`, the policy and its ' +
    'dictionaries as they stand are saved and activated.',
  deleteProjectPolicy: 'From the next request on. Again is fine, and changes nothing.',
  listDictionaries: LIST,
  createDictionary: CREATE_DICTIONARY,
  getDictionary:
    'With `include=terms` up to 350 KB of its terms; `next_cursor` goes on with the same content, even after others ' +
    'have replaced it.',
  replaceDictionary: `What is not sent stays. Policies see it when a version of them is saved. ${CREATE_DICTIONARY}`,
  deleteDictionary: 'No rule of a policy may name it. Older versions of policies keep its terms.',
  getUsage:
    '`from` and `to` are UTC days, both included; without them the last 30 days, at most 366. Newest day first. Every ' +
    'call is in it from its beginning on: as `in_flight_requests` until it ends. `group_by` says what is told apart; ' +
    'what is not is null. `rules` says what each rule did, `blocked_prompts` are no requests. See docs/usage.md.',
  getHealth: 'Really asks the stores. 503 when one does not answer.',
};
