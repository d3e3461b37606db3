// What is done with a response that its provider keeps: read back, listed, cancelled, deleted, by its owner alone.
import { ApiError } from '../errors/api-error.ts';
import type { HttpResponse } from '../http/message.ts';
import { forgetObject, isListed, ownerOf, placeIdOf } from '../objects/ownership.ts';
import type { AnswerKind } from '../policies/answer/answer-rules.ts';
import type { Project, TokenRecord } from '../projects/project.ts';
import { baseOf } from '../providers/address.ts';
import { tokensInUse } from '../providers/find-token.ts';
import { providerNamed } from '../providers/known/known.ts';
import type { ModelCall } from '../providers/model-call.ts';
import type { ProviderPorts } from '../providers/ports.ts';
import { toResponse } from '../providers/provider-answer.ts';
import { type AnsweredWithToken, askWithToken, requestHeaders } from '../providers/send-call.ts';
import type { Base } from '../providers/transport/transport.ts';
import { countBackground } from '../usage/background.ts';
import { surfaces } from '../wire/surfaces.ts';
import type { CallFacts } from './call-facts.ts';
import { callObjects, keeperOf } from './call-objects.ts';
import type { CallPolicy } from './call-policy.ts';
import type { CallPorts } from './ports.ts';
import { resumedAfter } from './resumed-stream.ts';
import { NOT_COUNTED } from './terms.ts';

export type StoredCall = {
  readonly responseId: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Under the response's own path: `/cancel`. */
  readonly path: '' | '/cancel' | '/input_items';
  readonly query: URLSearchParams;
  readonly stream: boolean;
  /** Only events with a larger number are asked for; null: all. */
  readonly startingAfter: number | null;
  /** Which answer it is to the rules. */
  readonly kind: AnswerKind;
  /** What `headersToProvider` let through. */
  readonly clientHeaders: Readonly<Record<string, string>>;
};

type Place = { readonly record: TokenRecord; readonly base: Base };

/**
 * Throws ApiError: `not_found` for what the project has not made, `configuration_error` without a token, and what
 * the rules, the stores and the provider make of it.
 */
export async function callStored(
  call: StoredCall,
  facts: CallFacts,
  policy: CallPolicy,
  ports: CallPorts,
): Promise<HttpResponse> {
  const places = await placesOf(call.responseId, facts.project, ports);
  const rules = await policy.readBack(call.kind);
  // An event that was held back has another number, so all of them are read again, and the first ones left out.
  const after = rules === null ? null : call.startingAfter;
  const guard = rules === null || after === null ? rules : resumedAfter(rules, after);
  const query = new URLSearchParams(call.query);
  if (after !== null) query.delete('starting_after');
  const { place, answer, token } = await askPlaces({ ...call, query }, places, ports);
  const told: ModelCall = {
    endpoint: 'responses',
    model: '',
    stream: call.stream,
    body: {},
    files: null,
  };
  const target = { ...place, path: '' };
  const isResponse = call.kind === 'responses' && call.method !== 'DELETE';
  const recorder = isResponse ? callObjects(facts, ports).recorder(told, target) : null;
  const watch = {
    ...NOT_COUNTED,
    answered: (body: Buffer) => count(body, call, facts, place, ports),
  };
  const { requestId } = facts;
  const context = { token, requestId, log: ports.log, watch, guard, recorder };
  const response = await toResponse(answer, told, context);
  if (call.method === 'DELETE' && response.status < 300)
    await forgetObject(call.responseId, facts.project, keeperOf(place), ports);
  return response;
}

/** What ran in the background is counted for the key that began it, once. */
function count(
  body: Buffer,
  { responseId, kind }: StoredCall,
  { project }: CallFacts,
  place: Place,
  ports: CallPorts,
): void {
  if (kind !== 'responses') return;
  const { projectId } = project;
  const placeId = placeIdOf(responseId, keeperOf(place));
  const take = () => ports.objects.takeUnsettled(placeId, projectId);
  ports.afterwards.add(countBackground(projectId, body, take, ports));
}

/** Where the response may be: at the provider by which the project made it, or wherever the project has a token. */
async function placesOf(
  responseId: string,
  project: Project,
  ports: CallPorts,
): Promise<readonly Place[]> {
  const records = await tokensInUse(project, ports);
  const places = records
    .filter(
      ({ provider }) => surfaces.responses.providerPath[providerNamed(provider).wire] !== null,
    )
    .toSorted((a, b) => Number(b.provider === 'openai') - Number(a.provider === 'openai'))
    .map((record) => ({ record, base: baseOf(record, ports.trustedOrigins) }));
  if (places.length === 0)
    throw new ApiError('configuration_error', {
      message: `No ${providerNamed('openai').title} provider token configured for this project.`,
    });
  const { providerObjects, allowedObjects, projectId } = project;
  if (providerObjects === 'any' || isListed(responseId, allowedObjects ?? [])) return places;
  for (const place of places)
    if ((await ownerOf(responseId, keeperOf(place), ports.objects)) === projectId) return [place];
  throw NOT_FOUND();
}

const NOT_FOUND = (): ApiError =>
  new ApiError('not_found', {
    message: 'response_id names nothing that this project has made.',
    param: 'response_id',
  });

/** The first that knows the response; when none does, the last one's word for it. */
async function askPlaces(
  call: StoredCall,
  places: readonly Place[],
  ports: ProviderPorts,
): Promise<AnsweredWithToken & { readonly place: Place }> {
  const [place, ...others] = places;
  if (place === undefined) throw NOT_FOUND();
  const token = await ports.secrets.read(place.record);
  const { base, record } = place;
  const search = call.query.size === 0 ? '' : `?${call.query}`;
  const path = `${surfaces.responses.providerPath.openai}/${encodeURIComponent(call.responseId)}${call.path}${search}`;
  const told = await askWithToken(
    record,
    token,
    (value) => ({
      method: call.method,
      base,
      path,
      headers: {
        ...requestHeaders({ endpoint: 'responses', stream: call.stream }, record.provider, value),
        ...call.clientHeaders,
      },
      body: '',
    }),
    ports,
  );
  if (told.answer.status !== 404 || others.length === 0) return { ...told, place };
  told.answer.body.destroy();
  return askPlaces(call, others, ports);
}
