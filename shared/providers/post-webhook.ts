// Asks an operator's own service over https, with the same care as a provider: public addresses only, no redirects.
import { ApiError } from '../errors/api-error.ts';
import { toBase } from './address.ts';
import { parseBaseUrl } from './transport/base-url.ts';
import type { CallTimeouts } from './transport/call-clock.ts';
import { collect } from './transport/collect.ts';
import type { SendToProvider } from './transport/transport.ts';

export type WebhookPorts = {
  readonly send: SendToProvider;
  readonly trustedOrigins: ReadonlySet<string>;
};

const MAX_ANSWER_BYTES = 64 * 1024;

/** The answer's JSON. Throws for any status but 200, and for an address that may not be called. */
export async function postWebhook(
  url: string,
  json: string,
  limits: CallTimeouts,
  { send, trustedOrigins }: WebhookPorts,
): Promise<unknown> {
  const { origin, pathname, search } = new URL(url);
  const checked = parseBaseUrl(origin, trustedOrigins);
  if (checked.kind === 'refused') throw refused('an address that may not be called');
  const { status, body } = await send({
    method: 'POST',
    base: toBase(checked.url, trustedOrigins.has(checked.origin)),
    path: pathname + search,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      'user-agent': 'collie-gateway',
    },
    body: json,
    limits,
  });
  if (status !== 200) {
    body.destroy();
    throw refused(`status ${status}`);
  }
  return JSON.parse((await collect(body, MAX_ANSWER_BYTES)).toString('utf8'));
}

const refused = (reason: string): ApiError =>
  new ApiError('upstream_error', { cause: new Error(`a webhook: ${reason}`) });
