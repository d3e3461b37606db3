// Decides whether a request may reach its integration: open, signed with IAM, or asked of a Lambda authorizer.
import type { Identity } from '../iam/identity.ts';
import { isAllowed } from '../iam/policy.ts';
import { verifySignature } from '../iam/sigv4.ts';
import { splitTarget } from '../net/incoming.ts';
import type { ApiModel, AuthorizerModel } from '../template/model.ts';
import type { ContextValues } from './context.ts';
import type { ApiFacts, GatewayRequest } from './event.ts';
import type { GatewayErrorType } from './gateway-response.ts';
import {
  type AuthorizerContext,
  type AuthorizerOutcome,
  LambdaAuthorizer,
} from './lambda-authorizer.ts';
import type { Match } from './match.ts';
import type { GatewayPorts } from './ports.ts';

const MAX_SKEW_MS = 5 * 60 * 1000;

export type Access =
  | {
      readonly kind: 'granted';
      /** `requestContext.identity` of a signed request. */
      readonly identity: Readonly<Record<string, string | null>>;
      readonly authorizer: AuthorizerContext | null;
    }
  | { readonly kind: 'refused'; readonly error: GatewayErrorType };

const REFUSALS: Readonly<Record<Exclude<AuthorizerOutcome['kind'], 'allowed'>, GatewayErrorType>> =
  {
    denied: 'ACCESS_DENIED',
    unauthorized: 'UNAUTHORIZED',
    failed: 'AUTHORIZER_FAILURE',
    misconfigured: 'AUTHORIZER_CONFIGURATION_ERROR',
  };

/** Adds what is learnt about the caller to the context, where templates and the access log find it. */
export class AccessControl {
  readonly #ports: GatewayPorts;
  readonly #authorizers = new Map<string, LambdaAuthorizer>();

  constructor(api: ApiModel, ports: GatewayPorts) {
    this.#ports = ports;
    for (const { auth } of api.methods)
      if (auth.kind === 'custom') this.#authorizerFor(auth.authorizer);
  }

  async decide(
    request: GatewayRequest,
    match: Match,
    facts: ApiFacts,
    context: ContextValues,
  ): Promise<Access> {
    const { auth } = match.method;
    const arn = methodArn(request, facts, this.#ports.region);
    switch (auth.kind) {
      case 'none':
        return { kind: 'granted', identity: {}, authorizer: null };
      case 'iam':
        return this.#decideSigned(request, arn, context);
      case 'custom': {
        const authorizer = this.#authorizerFor(auth.authorizer);
        const outcome = await authorizer.authorize(request, match, facts, arn);
        if ('context' in outcome)
          for (const [name, value] of Object.entries(outcome.context))
            context.set(`authorizer.${name}`, value);
        if (outcome.kind !== 'allowed') return { kind: 'refused', error: REFUSALS[outcome.kind] };
        return { kind: 'granted', identity: {}, authorizer: outcome.context };
      }
    }
  }

  async #decideSigned(
    request: GatewayRequest,
    arn: string,
    context: ContextValues,
  ): Promise<Access> {
    const { identities, region, clock } = this.#ports;
    const check = await verifySignature(
      {
        method: request.httpMethod,
        ...splitTarget(request.target),
        headers: request.headers,
        body: request.body,
      },
      { identities, region, service: 'execute-api', clock, maxSkewMs: MAX_SKEW_MS },
    );
    if (check.kind === 'missing') return { kind: 'refused', error: 'MISSING_AUTHENTICATION_TOKEN' };
    if (check.kind === 'invalid') return { kind: 'refused', error: 'INVALID_SIGNATURE' };
    const identity = identityFacts(check.identity);
    for (const [name, value] of Object.entries(identity)) context.set(`identity.${name}`, value);
    return isAllowed(check.identity.statements, 'execute-api:Invoke', arn)
      ? { kind: 'granted', identity, authorizer: null }
      : { kind: 'refused', error: 'ACCESS_DENIED' };
  }

  #authorizerFor(model: AuthorizerModel): LambdaAuthorizer {
    const known = this.#authorizers.get(model.authorizerId);
    if (known !== undefined) return known;
    const made = new LambdaAuthorizer(model, this.#ports);
    this.#authorizers.set(model.authorizerId, made);
    return made;
  }
}

const methodArn = (request: GatewayRequest, facts: ApiFacts, region: string): string =>
  `arn:aws:execute-api:${region}:${facts.accountId}:${facts.apiId}/${facts.stage}/${request.httpMethod}${request.path}`;

const identityFacts = (identity: Identity): Record<string, string> => ({
  accessKey: identity.accessKeyId,
  accountId: identity.accountId,
  caller: identity.userId,
  user: identity.userId,
  userArn: identity.arn,
});
