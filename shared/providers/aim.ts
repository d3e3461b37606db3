// Where a model call goes: the provider by its model, the token of its project, the address and the path.
import { ApiError } from '../errors/api-error.ts';
import type { Project, TokenRecord } from '../projects/project.ts';
import { baseOf, pathAt } from './address.ts';
import { findToken } from './find-token.ts';
import { providerNamed } from './known/known.ts';
import type { ModelCall } from './model-call.ts';
import type { ProviderPorts } from './ports.ts';
import { providerOf } from './route-model.ts';
import type { Base } from './transport/transport.ts';

export type CallTarget = {
  readonly record: TokenRecord;
  readonly base: Base;
  readonly path: string;
};

/** Throws ApiError: `wrong_endpoint`, `configuration_error`. */
export async function aim(
  { model, provider: addressed, endpoint }: ModelCall,
  project: Project,
  { projects, trustedOrigins }: Pick<ProviderPorts, 'projects' | 'trustedOrigins'>,
): Promise<CallTarget> {
  // On Anthropic's endpoint nobody's model is told like another provider's: as the wrong endpoint.
  const provider =
    addressed ?? providerOf(model, project) ?? (endpoint === 'messages' ? 'openai' : null);
  if (provider === null)
    throw new ApiError('configuration_error', {
      param: 'model',
      message: 'No provider is configured for this model.',
    });
  const path = pathAt(endpoint, provider);
  const record = await findToken(provider, project, projects);
  if (record === null)
    throw new ApiError('configuration_error', {
      message: `No ${providerNamed(provider).title} provider token configured for this project.`,
    });
  return { record, path, base: baseOf(record, trustedOrigins) };
}
