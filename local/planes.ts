// Tells the two APIs of the stack apart by how their methods are guarded.
import { LocalFailure } from './failure.ts';
import type { ApiModel, AuthModel, StackModel } from './template/model.ts';

export type Planes = { readonly data: ApiModel; readonly admin: ApiModel };

/** The data plane has the key authorizer, and methods without a guard; the admin plane wants every method signed. */
export function planesOf(stack: StackModel): Planes {
  const guardedBy = (kind: AuthModel['kind'], ...more: AuthModel['kind'][]): ApiModel[] =>
    stack.apis.filter(
      ({ methods }) =>
        methods.some(({ auth }) => auth.kind === kind) &&
        methods.every(({ auth }) => [kind, ...more].includes(auth.kind)),
    );
  const [data, ...otherData] = guardedBy('custom', 'none');
  const [admin, ...otherAdmin] = guardedBy('iam');
  const others = stack.apis.length - 2 + otherData.length + otherAdmin.length;
  if (data === undefined || admin === undefined || others !== 0)
    throw new LocalFailure(
      'The template does not have exactly two APIs: one with the key authorizer and one with IAM on every method.',
    );
  return { data, admin };
}
