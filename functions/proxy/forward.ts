// POST operations that carry a model call: admission, checks, then the provider.
import { callObjects } from '../../shared/calls/call-objects.ts';
import { callPolicy } from '../../shared/calls/call-policy.ts';
import { makeCall } from '../../shared/calls/make-call.ts';
import { NOT_COUNTED } from '../../shared/calls/terms.ts';
import { ApiError, withHeaders } from '../../shared/errors/api-error.ts';
import { headersToProvider } from '../../shared/http/allowed-headers.ts';
import { type Form, isForm, readForm } from '../../shared/http/form-body.ts';
import { readJsonObject } from '../../shared/http/json-body.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { sessionOf } from '../../shared/http/session-header.ts';
import type { JsonObject } from '../../shared/kernel/json-object.ts';
import { callLimit } from '../../shared/limits/call-limit.ts';
import { requireAdmission } from '../../shared/projects/admit.ts';
import type { Project } from '../../shared/projects/project.ts';
import {
  addressedCall,
  formView,
  type ModelCall,
  readFormCall,
  readModelCall,
} from '../../shared/providers/model-call.ts';
import { type NamedModel, namedModels } from '../../shared/providers/named-models.ts';
import { routeOf } from '../../shared/providers/route-model.ts';
import { WatchedCall } from '../../shared/usage/watched-call.ts';
import { type SurfaceName, surfaceNamed } from '../../shared/wire/surfaces.ts';
import type { Operation } from './operation.ts';

/** The body is read while the project is on its way; what is wrong with it is told only to who is admitted. */
export const createForward =
  (endpoint: SurfaceName): Operation =>
  async (request, principal, ports) => {
    const reading = ports.projects.findProject(principal.projectId);
    const parsed = readCall(endpoint, request);
    const found = await reading;
    const { sourceIp } = request;
    const models = found === null ? [] : calledModels(parsed.named, found);
    const project = requireAdmission({ principal, project: found, sourceIp, models });
    const { requestId } = request;
    const facts = { principal, project, requestId };
    const policy = callPolicy(facts, ports);
    const limit = callLimit(facts, ports);
    const headers = () => ({ ...policy.headers(), ...limit.headers() });
    return telling(headers, async () => {
      if (parsed.kind === 'fault') throw parsed.fault;
      const call = addressedCall(parsed.call, project);
      const { record, complete } = policy;
      const { isCounted } = surfaceNamed(endpoint);
      const session = sessionOf(request);
      const counted = {
        ...principal,
        ...call,
        ...(session === null ? {} : { session }),
        policy: record,
        policyComplete: complete,
      };
      return makeCall(
        call,
        {
          project,
          requestId,
          clientHeaders: headersToProvider(request),
          objects: callObjects(facts, ports),
          rules: policy,
          permit: {
            take: limit.take,
            giveBack: () => ports.afterwards.add(limit.refund()),
          },
          isCounted,
          usage: isCounted ? new WatchedCall(counted, ports) : NOT_COUNTED,
        },
        ports,
      );
    });
  };

/** Every answer tells policy and limit, a failure too. */
async function telling(
  headers: () => Record<string, string>,
  answer: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  try {
    const response = await answer();
    return { ...response, headers: { ...response.headers, ...headers() } };
  } catch (error) {
    throw withHeaders(error, headers());
  }
}

/** Names that cannot be read as one are on no list. */
const calledModels = (named: readonly NamedModel[], project: Project): string[] =>
  named.map(({ model }) => (typeof model === 'string' ? routeOf(model, project).model : ''));

type Parsed =
  | { readonly kind: 'call'; readonly call: ModelCall; readonly named: readonly NamedModel[] }
  | { readonly kind: 'fault'; readonly fault: unknown; readonly named: readonly NamedModel[] };

function readCall(endpoint: SurfaceName, request: HttpRequest): Parsed {
  let named: readonly NamedModel[] = [];
  try {
    const { form, body } = readBody(endpoint, request);
    named = namedModels(body);
    const call = form === null ? readModelCall(endpoint, body) : readFormCall(endpoint, form);
    // Whoever may call some models only has to say which.
    if (call.model === '') named = [...named, { model: '', param: 'model' }];
    return { kind: 'call', call, named };
  } catch (fault) {
    return { kind: 'fault', fault, named };
  }
}

/** `body`: by what its members name, also where a form spells them otherwise. Throws ApiError. */
function readBody(
  endpoint: SurfaceName,
  request: HttpRequest,
): { readonly form: Form | null; readonly body: JsonObject } {
  const { request: takes } = surfaceNamed(endpoint);
  const readsForm = takes.kind === 'form' || (takes.kind === 'json-or-form' && isForm(request));
  if (!readsForm) return { form: null, body: readJsonObject(request) };
  if (!isForm(request)) throw new ApiError('unsupported_media_type', FORM_ONLY);
  const form = readForm(request, takes.files);
  return { form, body: formView(form.fields) };
}

const FORM_ONLY = { message: 'The request body must be multipart/form-data.' };
