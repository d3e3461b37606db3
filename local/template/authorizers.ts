// Lambda authorizers of the template: which function, what it is cached by, and for how long.
import { LocalFailure } from '../failure.ts';
import { functionNameIn } from './function-uri.ts';
import type { AuthorizerModel, IdentitySource } from './model.ts';
import { number, optionalText, type ResolvedResource, text } from './properties.ts';

/** API Gateway's default when the template does not say: results are cached for five minutes. */
const DEFAULT_TTL_SECONDS = 300;
const IDENTITY_SOURCE =
  /^(?:method\.request\.(header|querystring)|(stageVariables|context))\.([\w.-]+)$/;

export function readAuthorizer(authorizer: ResolvedResource): AuthorizerModel {
  const functionName = functionNameIn(text(authorizer, 'AuthorizerUri'));
  if (text(authorizer, 'Type') !== 'REQUEST' || functionName === null)
    throw new LocalFailure(
      `The template's ${authorizer.logicalId} is not a Lambda authorizer of type REQUEST.`,
    );
  const ttlSeconds = number(authorizer, 'AuthorizerResultTtlInSeconds', DEFAULT_TTL_SECONDS);
  const identitySources = readIdentitySources(authorizer);
  if (ttlSeconds > 0 && identitySources.length === 0)
    throw new LocalFailure(
      `The template's ${authorizer.logicalId} caches results without an identity source, which API Gateway refuses.`,
    );
  return { authorizerId: authorizer.logicalId, functionName, ttlSeconds, identitySources };
}

function readIdentitySources(authorizer: ResolvedResource): IdentitySource[] {
  const sources = (optionalText(authorizer, 'IdentitySource') ?? '').split(',');
  return sources
    .map((source) => source.trim())
    .filter((source) => source !== '')
    .map((source) => {
      const [, inRequest, elsewhere, name = ''] = IDENTITY_SOURCE.exec(source) ?? [];
      const kind = (inRequest ?? elsewhere) as IdentitySource['kind'] | undefined;
      if (kind === undefined)
        throw new LocalFailure(
          `The template's ${authorizer.logicalId} has the unknown identity source ${source}.`,
        );
      return { kind, name };
    });
}
