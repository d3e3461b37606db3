// Sends a model call to its provider, with the token as the store has it.
import { ApiError } from '../errors/api-error.ts';
import type { TokenRecord } from '../projects/project.ts';
import { surfaceNamed, surfaces } from '../wire/surfaces.ts';
import type { CallTarget } from './aim.ts';
import { providerNamed } from './known/known.ts';
import { type ModelCall, providerBody } from './model-call.ts';
import type { ProviderPorts } from './ports.ts';
import type { ProviderToken } from './provider-token.ts';
import type { ProviderAnswer, ProviderRequest } from './transport/transport.ts';

export type Sending = {
  readonly target: CallTarget;
  readonly token: ProviderToken;
  /** What `headersToProvider` let through. */
  readonly clientHeaders: Readonly<Record<string, string>>;
};

/** Throws like `askWithToken`. */
export function sendCall(
  call: ModelCall,
  { target, token, clientHeaders }: Sending,
  ports: Pick<ProviderPorts, 'secrets' | 'send'>,
): Promise<AnsweredWithToken> {
  const { contentType, body } = providerBody(call);
  const { record, base, path } = target;
  const request = (value: ProviderToken): ProviderRequest => {
    const own = requestHeaders(call, record.provider, value);
    const headers = { ...own, 'content-type': contentType, ...clientHeaders };
    return { method: 'POST', base, path, headers, body };
  };
  return askWithToken(record, token, request, ports);
}

export type AnsweredWithToken = { readonly answer: ProviderAnswer; readonly token: ProviderToken };

/**
 * A provider that refuses the token is asked once more when the store meanwhile holds another value. It is never
 * the caller's 401: their key is fine. Throws ApiError: `upstream_error`, `upstream_timeout`, `service_unavailable`.
 */
export async function askWithToken(
  record: TokenRecord,
  token: ProviderToken,
  request: (token: ProviderToken) => ProviderRequest,
  { secrets, send }: Pick<ProviderPorts, 'secrets' | 'send'>,
): Promise<AnsweredWithToken> {
  const answer = await send(request(token));
  if (!isTokenRefused(answer)) return { answer, token };
  answer.body.destroy();
  const current = await secrets.reread(record);
  if (current.reveal() !== token.reveal()) {
    const second = await send(request(current));
    if (!isTokenRefused(second)) return { answer: second, token: current };
    second.body.destroy();
  }
  throw new ApiError('upstream_error', {
    message: 'The provider refused the token that is configured for it.',
  });
}

const isTokenRefused = ({ status }: ProviderAnswer): boolean => status === 401 || status === 403;

/** Of every request; `content-type` is its body's. */
export const requestHeaders = (
  call: Pick<ModelCall, 'endpoint' | 'stream'>,
  provider: string,
  token: ProviderToken,
): Record<string, string> => ({
  accept: acceptOf(call),
  'accept-encoding': 'identity',
  'user-agent': 'collie-gateway',
  ...providerNamed(provider).credential(token, surfaces[call.endpoint].dialect),
});

function acceptOf({ endpoint, stream }: Pick<ModelCall, 'endpoint' | 'stream'>): string {
  if (surfaceNamed(endpoint).otherAnswers !== null) return '*/*';
  return stream ? 'text/event-stream, application/json' : 'application/json';
}
