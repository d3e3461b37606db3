// Sends a model call to its provider, with the token as the store has it.
import { ApiError } from '../errors/api-error.ts';
import { surfaces } from '../wire/surfaces.ts';
import type { CallTarget } from './aim.ts';
import { providerNamed } from './known/known.ts';
import { type ModelCall, providerBody } from './model-call.ts';
import type { ProviderPorts } from './ports.ts';
import type { ProviderToken } from './provider-token.ts';
import type { ProviderAnswer } from './transport/transport.ts';

export type Sending = {
  readonly target: CallTarget;
  readonly token: ProviderToken;
  /** What `headersToProvider` let through. */
  readonly clientHeaders: Readonly<Record<string, string>>;
};

/**
 * A provider that refuses the token is asked once more when the store meanwhile holds another value. It is never
 * the caller's 401: their key is fine. Throws ApiError: `upstream_error`, `upstream_timeout`, `service_unavailable`.
 */
export async function sendCall(
  call: ModelCall,
  { target, token, clientHeaders }: Sending,
  { secrets, send }: Pick<ProviderPorts, 'secrets' | 'send'>,
): Promise<{ readonly answer: ProviderAnswer; readonly token: ProviderToken }> {
  const body = providerBody(call);
  const { record, base, path } = target;
  const askWith = (value: ProviderToken): Promise<ProviderAnswer> => {
    const headers = { ...requestHeaders(call, record.provider, value), ...clientHeaders };
    return send({ method: 'POST', base, path, headers, body });
  };
  const answer = await askWith(token);
  if (!isTokenRefused(answer)) return { answer, token };
  answer.body.destroy();
  const current = await secrets.reread(record);
  if (current.reveal() !== token.reveal()) {
    const second = await askWith(current);
    if (!isTokenRefused(second)) return { answer: second, token: current };
    second.body.destroy();
  }
  throw new ApiError('upstream_error', {
    message: 'The provider refused the token that is configured for it.',
  });
}

const isTokenRefused = ({ status }: ProviderAnswer): boolean => status === 401 || status === 403;

const requestHeaders = (
  call: ModelCall,
  provider: string,
  token: ProviderToken,
): Record<string, string> => ({
  accept: call.stream ? 'text/event-stream, application/json' : 'application/json',
  'accept-encoding': 'identity',
  'content-type': 'application/json',
  'user-agent': 'collie-gateway',
  ...providerNamed(provider).credential(token, surfaces[call.endpoint].dialect),
});
