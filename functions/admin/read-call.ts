// Reads a request into a checked call: ids, query, body and condition are of the form that the operation declares.

import type { WireForm } from '../../shared/api/operation.ts';
import { type AdminOperation, operationNamed } from '../../shared/api/operations.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import { type IfMatch, readIfMatch } from '../../shared/http/if-match.ts';
import { readJsonObject } from '../../shared/http/json-body.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { readQuery } from '../../shared/http/query.ts';
import { isTextBody, readTextBody } from '../../shared/http/text-body.ts';
import { invalidField, validate } from '../../shared/http/validate.ts';
import {
  isDictionaryId,
  isKeyId,
  isPolicyId,
  isProjectId,
  isRuleId,
  isTokenId,
} from '../../shared/kernel/ids.ts';
import type { Caller } from './caller.ts';
import type { Call, Ids } from './operation.ts';

/** Throws ApiError. */
export function readCall<O extends AdminOperation>(
  operation: O,
  request: HttpRequest,
  caller: Caller,
): Call<O> {
  const form = operationNamed(operation);
  const ids = readIds(request);
  const query = readQuery(form.query, request);
  return {
    ids,
    query,
    body: form.body === null ? null : validate(form.body, bodyOf(form, request, query), 'The body'),
    ifMatch: readCondition(request),
    callerArn: caller.id,
  } as Call<O>;
}

/** Members of a JSON body stand in it, those of a text in the query. */
function bodyOf({ takesText }: WireForm, request: HttpRequest, query: unknown): object {
  if (takesText !== true) return readJsonObject(request);
  const members = query as Readonly<Record<string, string>>;
  if (isTextBody(request)) return { ...members, text: readTextBody(request) };
  const [misplaced] = Object.keys(members);
  if (misplaced === undefined) return readJsonObject(request);
  throw invalidField(misplaced, 'belongs into the JSON body.');
}

/** A condition that would not be looked at must not seem to have held. */
function readCondition(request: HttpRequest): IfMatch {
  if (request.method === 'PATCH' || request.method === 'PUT') return readIfMatch(request);
  if (request.method === 'GET' || request.headers['if-match'] === undefined) return null;
  throw new ApiError('invalid_request', {
    message: 'If-Match is for PATCH and PUT.',
    param: 'If-Match',
  });
}

const FORM: Readonly<Record<keyof Ids, (text: string) => boolean>> = {
  project_id: isProjectId,
  key_id: isKeyId,
  token_id: isTokenId,
  policy_id: isPolicyId,
  rule_id: isRuleId,
  dictionary_id: isDictionaryId,
  version: (text) => /^[1-9]\d{0,7}$/.test(text),
};

/** An id that cannot exist is told like one that does not. */
function readIds({ params }: HttpRequest): Ids {
  for (const [name, isWellFormed] of Object.entries(FORM)) {
    const id = params[name];
    if (id !== undefined && !isWellFormed(id)) throw new ApiError('not_found');
  }
  return params as Ids;
}
