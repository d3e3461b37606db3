// Tells the two APIs of the stack apart by how their methods are guarded.
import { LocalFailure } from './failure.ts';
import type { ApiModel, AuthModel, StackModel } from './template/model.ts';

export type Planes = { readonly data: ApiModel; readonly admin: ApiModel };

/** The data plane asks the key authorizer about every method, the admin plane wants every method signed. */
export function planesOf(stack: StackModel): Planes {
  const guardedBy = (kind: AuthModel['kind']): ApiModel[] =>
    stack.apis.filter(
      ({ methods }) => methods.length > 0 && methods.every(({ auth }) => auth.kind === kind),
    );
  const [data, ...otherData] = guardedBy('custom');
  const [admin, ...otherAdmin] = guardedBy('iam');
  const others = stack.apis.length - 2 + otherData.length + otherAdmin.length;
  if (data === undefined || admin === undefined || others !== 0)
    throw new LocalFailure(
      'The template does not have exactly two APIs: one with the key authorizer and one with IAM on every method.',
    );
  return { data, admin };
}
