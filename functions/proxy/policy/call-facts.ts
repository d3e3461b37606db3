// Whose call it is.
import type { Principal } from '../../../shared/contracts/principal.ts';
import type { Project } from '../../../shared/projects/project.ts';

export type CallFacts = {
  readonly project: Project;
  readonly principal: Principal;
  readonly requestId: string;
};
