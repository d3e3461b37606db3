// GET, DELETE, cancel and input items of a response that the project has made.
import { callPolicy } from '../../shared/calls/call-policy.ts';
import { callStored, type StoredCall } from '../../shared/calls/stored-response.ts';
import { ApiError, withHeaders } from '../../shared/errors/api-error.ts';
import { headersToProvider } from '../../shared/http/allowed-headers.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { admitted } from './admitted.ts';
import type { Operation } from './operation.ts';

type Kind = Pick<StoredCall, 'method' | 'path' | 'kind'> & {
  readonly query: Readonly<Record<string, QueryParameter>>;
};

type QueryParameter = { readonly form: RegExp; readonly phrase: string; readonly repeats?: true };

const FLAG: QueryParameter = { form: /^(?:true|false)$/, phrase: 'must be true or false' };
const INCLUDE: QueryParameter = {
  form: /^[\w.]{1,100}$/,
  phrase: 'must be names of what to include',
  repeats: true,
};
const include = { include: INCLUDE, 'include[]': INCLUDE };

const RETRIEVE: Kind = {
  method: 'GET',
  path: '',
  kind: 'responses',
  query: {
    ...include,
    include_obfuscation: FLAG,
    starting_after: { form: /^\d{1,9}$/, phrase: 'must be an integer of 0 or more' },
    stream: FLAG,
  },
};
const DELETE: Kind = { method: 'DELETE', path: '', kind: 'responses', query: {} };
const CANCEL: Kind = { method: 'POST', path: '/cancel', kind: 'responses', query: {} };
const LIST: Kind = {
  method: 'GET',
  path: '/input_items',
  kind: 'inputItems',
  query: {
    ...include,
    after: { form: /^[\w-]{1,200}$/, phrase: 'must be the id of an item' },
    limit: { form: /^(?:[1-9]\d?|100)$/, phrase: 'must be an integer from 1 to 100' },
    order: { form: /^(?:asc|desc)$/, phrase: 'must be asc or desc' },
  },
};

/** What no provider gives its responses as names: those exist for nobody. */
const RESPONSE_ID = /^[\w-]{1,512}$/;

/** No model call: it takes no permit, and nothing is counted but what ran on in the background. */
const operation =
  (kind: Kind): Operation =>
  async (request, principal, ports) => {
    const project = await admitted(request, principal, ports);
    const facts = { principal, project, requestId: request.requestId };
    const policy = callPolicy(facts, ports);
    try {
      const response = await callStored(readStoredCall(kind, request), facts, policy, ports);
      return { ...response, headers: { ...response.headers, ...policy.headers() } };
    } catch (error) {
      throw withHeaders(error, policy.headers());
    }
  };

export const retrieveResponse = operation(RETRIEVE);
export const deleteResponse = operation(DELETE);
export const cancelResponse = operation(CANCEL);
export const listInputItems = operation(LIST);

/** Throws ApiError: `not_found`, `validation_error` with the parameter's name. */
function readStoredCall({ query: known, ...kind }: Kind, request: HttpRequest): StoredCall {
  const responseId = request.params['response_id'] ?? '';
  if (!RESPONSE_ID.test(responseId)) throw new ApiError('not_found', { param: 'response_id' });
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(request.query)) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (parameter === undefined)
      throw new ApiError('validation_error', {
        message: 'The query holds a name that is not accepted.',
      });
    const isFine = values.every((value) => parameter.form.test(value));
    if (!isFine || (values.length > 1 && parameter.repeats !== true))
      throw new ApiError('validation_error', {
        message: `${name} ${parameter.phrase}.`,
        param: name,
      });
    for (const value of values) query.append(name, value);
  }
  const after = query.get('starting_after');
  return {
    ...kind,
    responseId,
    query,
    stream: query.get('stream') === 'true',
    startingAfter: after === null ? null : Number(after),
    clientHeaders: headersToProvider(request),
  };
}
