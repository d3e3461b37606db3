// Creates a key in a live project.
import { ApiError } from '../errors/api-error.ts';
import type { ProjectId } from '../kernel/ids.ts';
import { readExpiry } from './expiry.ts';
import { type IssuedKey, type IssuePorts, issueKey } from './issue.ts';
import type { CreateKeyBody } from './schema.ts';
import { toRestrictions } from './view.ts';

/** Throws ApiError: `not_found` for the project, `validation_error` for the expiry. */
export async function createKey(
  projectId: ProjectId,
  body: CreateKeyBody,
  createdBy: string,
  ports: IssuePorts & { readonly projectExists: ProjectExists },
): Promise<IssuedKey> {
  const expiresAtSeconds = readExpiry(body.expires_at ?? null, ports.clock);
  if (!(await ports.projectExists(projectId))) throw new ApiError('not_found');
  return issueKey(
    {
      projectId,
      name: body.name,
      createdBy,
      description: body.description ?? null,
      expiresAtSeconds,
      restrictions: toRestrictions(body.restrictions ?? null),
    },
    ports,
  );
}

/** Strongly consistent; false also for a deleted project. */
export type ProjectExists = (projectId: ProjectId) => Promise<boolean>;
