// Whose call it is.
import type { Principal } from '../contracts/principal.ts';
import type { Project } from '../projects/project.ts';

export type CallFacts = {
  readonly project: Project;
  readonly principal: Principal;
  readonly requestId: string;
};
