// How rules that are tried ask: as in a call of the project, but it is no call of a key.
import type { TryPorts } from '../policies/trial/try-out.ts';
import type { ProjectStore } from '../projects/store.ts';
import { type AskPorts, askModels } from './ask-models.ts';
import { NOT_COUNTED } from './terms.ts';

export type TrialPorts = AskPorts & {
  readonly projects: Pick<ProjectStore, 'findProject' | 'findAccountTokens'>;
};

/** For all questions of a trial together: API Gateway waits for 29 s. */
const MAX_ASKING_MS = 20_000;

/** Null: no such project. */
export const askInTrial =
  (ports: TrialPorts): TryPorts['askFor'] =>
  async ({ projectId, policyId, direction }) => {
    const project = await ports.projects.findProject(projectId);
    if (project === null) return null;
    const endsAtMs = ports.clock() + MAX_ASKING_MS;
    const asker = { project, policyId, direction, endsAtMs, requestId: 'trial' };
    return askModels({ ...asker, usageOf: () => NOT_COUNTED }, ports);
  };
