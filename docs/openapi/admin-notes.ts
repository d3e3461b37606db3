// What an operator should know about an operation beyond its schema.
import type { AdminOperation } from '../../shared/http/routes.ts';

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

export const adminNotes: Partial<Record<AdminOperation, string>> = {
  listProjects: LIST,
  createProject:
    '`api_key.key` is the first key in full; it is shown here and nowhere else. `model_providers` maps the beginnings ' +
    'of model ids to providers, before the built-in mapping; the longest wins. `rate_limit_rpm` counts the model calls ' +
    'of all its keys in a minute of UTC; while they cannot be counted, `rate_limit_on_outage` refuses them ' +
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
  createToken: CREATE_TOKEN,
  createProjectToken: CREATE_TOKEN,
  updateToken: UPDATE_TOKEN,
  updateProjectToken: UPDATE_TOKEN,
  deleteToken: DELETE_TOKEN,
  deleteProjectToken: DELETE_TOKEN,
  verifyToken: VERIFY_TOKEN,
  verifyProjectToken: VERIFY_TOKEN,
  getUsage:
    '`from` and `to` are UTC days, both included; without them the last 30 days, at most 366. Newest day first. Every ' +
    'call is in it from its beginning on: as `in_flight_requests` until it ends. `group_by` says what is told apart; ' +
    'what is not is null. See docs/usage.md.',
  getHealth: 'Really asks the stores. 503 when one does not answer.',
};
