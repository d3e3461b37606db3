// What every operation of the data plane gets and gives.
import type { Principal } from '../../shared/contracts/principal.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { RateLimiter } from '../../shared/limits/limiter.ts';
import type { ProjectReader } from '../../shared/projects/project.ts';
import type { ProviderPorts } from '../../shared/providers/call-model.ts';

export type ProxyPorts = ProviderPorts & {
  readonly projects: ProjectReader;
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
};

/** Throws ApiError. */
export type Operation = (
  request: HttpRequest,
  principal: Principal,
  ports: ProxyPorts,
) => Promise<HttpResponse>;
