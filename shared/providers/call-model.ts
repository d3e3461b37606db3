// The use-case of the proxy: takes a checked model call to its provider and brings the answer back.
import { ApiError } from '../errors/api-error.ts';
import type { HttpResponse } from '../http/message.ts';
import type { Log } from '../kernel/log.ts';
import type { Project, ProjectReader, ProviderName, TokenRecord } from '../projects/project.ts';
import type { AnswerGuard } from './answer-guard.ts';
import { type CallWatch, callFailure } from './call-watch.ts';
import { isAnthropic, providerTitle } from './endpoint.ts';
import { findToken } from './find-token.ts';
import { type ModelCall, providerBody } from './model-call.ts';
import { toResponse } from './provider-answer.ts';
import type { ProviderToken } from './provider-token.ts';
import { providerOf } from './route-model.ts';
import { baseOf, credentialHeaders, pathAt } from './target.ts';
import type { Base, ProviderAnswer, SendToProvider } from './transport.ts';

/** The value of a stored token. Both throw when it cannot be read, which becomes 503. */
export type ProviderSecrets = {
  /** May come from memory: a secret's version never changes its value. */
  readonly read: (record: TokenRecord) => Promise<ProviderToken>;
  /** Never from memory. */
  readonly reread: (record: TokenRecord) => Promise<ProviderToken>;
};

export type ProviderPorts = {
  readonly projects: Pick<ProjectReader, 'findAccountTokens'>;
  readonly secrets: ProviderSecrets;
  readonly send: SendToProvider;
  readonly trustedOrigins: ReadonlySet<string>;
  readonly log: Log;
};

export type CallContext = {
  readonly project: Project;
  /** What `headersToProvider` let through. */
  readonly clientHeaders: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** Asked last, when nothing else of ours can refuse the call any more. Throws ApiError when it may not go out. */
  readonly beforeSend: (provider: ProviderName) => Promise<Outgoing>;
  /** Told of the call from then on. */
  readonly watch: CallWatch;
};

export type Outgoing = {
  /** As the provider gets it: a policy may have changed its texts. */
  readonly call: ModelCall;
  /** Null: answers pass as they are. */
  readonly guard: AnswerGuard | null;
};

type Target = { readonly record: TokenRecord; readonly base: Base; readonly path: string };

/**
 * Throws ApiError: wrong_endpoint, configuration_error, response_blocked, upstream_error, upstream_timeout,
 * service_unavailable.
 */
export async function callModel(
  call: ModelCall,
  context: CallContext,
  ports: ProviderPorts,
): Promise<HttpResponse> {
  const { requestId, watch } = context;
  const target = await findTarget(call, context.project, ports);
  let status: number | null = null;
  const send: SendToProvider = async (request) => {
    status = null;
    const answer = await ports.send(request);
    ({ status } = answer);
    return answer;
  };
  try {
    const { answer, token, outgoing } = await exchange(target, context, { ...ports, send });
    const { guard } = outgoing;
    return await toResponse(answer, outgoing.call, {
      token,
      requestId,
      watch,
      guard,
      log: ports.log,
    });
  } catch (error) {
    if (!isBlocked(error)) watch.failed(callFailure(status, error));
    throw error;
  }
}

/** The watch has been told of the answer. */
const isBlocked = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'response_blocked';

async function findTarget(
  { model, endpoint }: ModelCall,
  project: Project,
  ports: ProviderPorts,
): Promise<Target> {
  // On Anthropic's endpoint nobody's model is told like another provider's: as the wrong endpoint.
  const provider = providerOf(model, project) ?? (endpoint === 'messages' ? 'openai' : null);
  if (provider === null)
    throw new ApiError('configuration_error', {
      param: 'model',
      message: 'No provider is configured for this model.',
    });
  const path = pathAt(endpoint, provider);
  const record = await findToken(provider, project, ports.projects);
  if (record === null)
    throw new ApiError('configuration_error', {
      message: `No ${providerTitle(provider)} provider token configured for this project.`,
    });
  return { record, path, base: baseOf(record, ports.trustedOrigins) };
}

/**
 * A provider that refuses the token is asked once more when the store meanwhile holds another value. It is never
 * the caller's 401: their key is fine.
 */
async function exchange(
  target: Target,
  context: CallContext,
  { secrets, send }: ProviderPorts,
): Promise<{ answer: ProviderAnswer; token: ProviderToken; outgoing: Outgoing }> {
  const token = await secrets.read(target.record);
  const outgoing = await context.beforeSend(target.record.provider);
  const body = providerBody(outgoing.call);
  const askWith = (value: ProviderToken): Promise<ProviderAnswer> =>
    send({
      method: 'POST',
      base: target.base,
      path: target.path,
      headers: requestHeaders(outgoing.call, target.record, value, context),
      body,
    });
  const answer = await askWith(token);
  if (!isTokenRefused(answer)) return { answer, token, outgoing };
  answer.body.destroy();
  const current = await secrets.reread(target.record);
  if (current.reveal() !== token.reveal()) {
    const second = await askWith(current);
    if (!isTokenRefused(second)) return { answer: second, token: current, outgoing };
    second.body.destroy();
  }
  throw new ApiError('upstream_error', {
    message: 'The provider refused the token that is configured for it.',
  });
}

const isTokenRefused = ({ status }: ProviderAnswer): boolean => status === 401 || status === 403;

const requestHeaders = (
  call: ModelCall,
  { provider }: TokenRecord,
  token: ProviderToken,
  { clientHeaders }: CallContext,
): Record<string, string> => ({
  accept: call.stream ? 'text/event-stream, application/json' : 'application/json',
  'accept-encoding': 'identity',
  'content-type': 'application/json',
  'user-agent': 'collie-gateway',
  ...credentialHeaders(
    token,
    isAnthropic(provider) && call.endpoint === 'messages' ? 'anthropic' : 'bearer',
  ),
  ...clientHeaders,
});
