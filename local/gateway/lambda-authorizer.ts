// Runs a REQUEST authorizer as API Gateway does: identity sources, caching when the template asks for it, the policy.
import { text } from 'node:stream/consumers';
import { isAllowed, readPolicy, type Statement } from '../iam/policy.ts';
import { splitTarget } from '../net/incoming.ts';
import type { InvocationResult } from '../runtime/environment.ts';
import type { AuthorizerModel, IdentitySource } from '../template/model.ts';
import { type ApiFacts, authorizerEvent, type GatewayRequest } from './event.ts';
import type { Match } from './match.ts';
import type { GatewayPorts } from './ports.ts';

export type AuthorizerOutcome =
  | { readonly kind: 'allowed'; readonly context: AuthorizerContext }
  | { readonly kind: 'denied'; readonly context: AuthorizerContext }
  /** The authorizer said `Unauthorized`, or an identity source is missing. */
  | { readonly kind: 'unauthorized' }
  /** It threw, crashed or took too long. */
  | { readonly kind: 'failed' }
  /** Its answer is no policy. */
  | { readonly kind: 'misconfigured' };

/** Every value as text, as templates and functions get it. */
export type AuthorizerContext = Readonly<Record<string, string>>;

type Verdict = { readonly statements: readonly Statement[]; readonly context: AuthorizerContext };
type Cached = { readonly verdict: Verdict; readonly untilMs: number };

export class LambdaAuthorizer {
  readonly #model: AuthorizerModel;
  readonly #ports: Pick<GatewayPorts, 'invoke' | 'clock'>;
  readonly #cache = new Map<string, Cached>();

  constructor(model: AuthorizerModel, ports: Pick<GatewayPorts, 'invoke' | 'clock'>) {
    this.#model = model;
    this.#ports = ports;
  }

  async authorize(
    request: GatewayRequest,
    match: Match,
    facts: ApiFacts,
    methodArn: string,
  ): Promise<AuthorizerOutcome> {
    const identity = this.#model.identitySources.map((source) =>
      identityOf(source, request, facts),
    );
    if (identity.includes('')) return { kind: 'unauthorized' };
    const cacheKey = JSON.stringify(identity);
    const cached = this.#cache.get(cacheKey);
    if (cached !== undefined && cached.untilMs > this.#ports.clock())
      return decide(cached.verdict, methodArn);

    const startedAtMs = this.#ports.clock();
    const payload = JSON.stringify(authorizerEvent(request, match, facts, methodArn));
    const result = await this.#ports.invoke(this.#model.functionName, payload);
    const verdict = await readVerdict(result, this.#ports.clock() - startedAtMs);
    if (typeof verdict === 'string') return { kind: verdict };
    this.#remember(cacheKey, verdict);
    return decide(verdict, methodArn);
  }

  #remember(cacheKey: string, verdict: Verdict): void {
    const { ttlSeconds } = this.#model;
    if (ttlSeconds === 0) return;
    this.#cache.set(cacheKey, { verdict, untilMs: this.#ports.clock() + ttlSeconds * 1000 });
  }
}

const decide = ({ statements, context }: Verdict, methodArn: string): AuthorizerOutcome =>
  isAllowed(statements, 'execute-api:Invoke', methodArn)
    ? { kind: 'allowed', context }
    : { kind: 'denied', context };

/** Empty when the request does not have it. */
function identityOf(source: IdentitySource, request: GatewayRequest, facts: ApiFacts): string {
  const { kind, name } = source;
  switch (kind) {
    case 'header':
      return request.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? '';
    case 'querystring':
      return new URLSearchParams(splitTarget(request.target).rawQuery).get(name) ?? '';
    case 'stageVariables':
      return facts.stageVariables?.[name] ?? '';
    case 'context':
      return { httpMethod: request.httpMethod, path: request.path }[name] ?? '';
  }
}

async function readVerdict(
  result: InvocationResult,
  latencyMs: number,
): Promise<Verdict | 'unauthorized' | 'failed' | 'misconfigured'> {
  if (result.kind === 'error' && result.errorMessage === 'Unauthorized') return 'unauthorized';
  if (result.kind !== 'response') return 'failed';
  try {
    const answer = JSON.parse(await text(result.body)) as Record<string, unknown>;
    if (typeof answer['principalId'] !== 'string') return 'misconfigured';
    const context = {
      ...readContext(answer['context']),
      principalId: answer['principalId'],
      integrationLatency: String(latencyMs),
    };
    return { statements: readPolicy(answer['policyDocument']), context };
  } catch {
    return 'misconfigured';
  }
}

/** Values are strings, numbers or booleans, and arrive as text. Throws TypeError for anything deeper. */
function readContext(value: unknown): Record<string, string> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  if (entries.some(([, entry]) => !['string', 'number', 'boolean'].includes(typeof entry)))
    throw new TypeError('a context value is not a string, number or boolean');
  return Object.fromEntries(entries.map(([name, entry]) => [name, String(entry)]));
}
