// Admission: whether an authenticated key may do this now. Every data-plane handler passes here.
import type { Principal } from '../contracts/principal.ts';
import { ApiError } from '../errors/api-error.ts';
import { ipListCovers } from '../kernel/ip-list.ts';
import type { Project } from './project.ts';

export type Applicant = {
  readonly principal: Principal;
  /** Read strongly consistent for this request. Null: never existed, or deleted. */
  readonly project: Project | null;
  /** The address the gateway saw. */
  readonly sourceIp: string;
  /** Every model that the request names; empty when it names none. */
  readonly models: readonly string[];
};

export type Admission =
  | { readonly kind: 'admitted'; readonly project: Project }
  | {
      readonly kind: 'refused';
      readonly code: 'project_inactive' | 'ip_not_allowed' | 'model_not_allowed';
    };

const refused = (code: Extract<Admission, { kind: 'refused' }>['code']): Admission => ({
  kind: 'refused',
  code,
});

export function admit({ principal, project, sourceIp, models }: Applicant): Admission {
  if (project === null || !project.isActive) return refused('project_inactive');
  const { allowedIps, models: allowedModels } = principal.restrictions;
  for (const list of [project.allowedIps, allowedIps]) {
    if (list !== null && !ipListCovers(list, sourceIp)) return refused('ip_not_allowed');
  }
  for (const list of [project.allowedModels, allowedModels]) {
    if (!models.every((model) => isModelAllowed(model, list))) return refused('model_not_allowed');
  }
  return { kind: 'admitted', project };
}

/** The admitted project. Throws the refusal as ApiError. */
export function requireAdmission(applicant: Applicant): Project {
  const admission = admit(applicant);
  if (admission.kind === 'refused') throw new ApiError(admission.code);
  return admission.project;
}

/** Exact, or by a prefix that ends in `*`. Case, spaces and aliases are other models. */
export const isModelAllowed = (model: string, allowed: readonly string[] | null): boolean =>
  allowed === null ||
  allowed.some((entry) =>
    entry.endsWith('*') ? model.startsWith(entry.slice(0, -1)) : model === entry,
  );
