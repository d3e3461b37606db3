// Acknowledges a finding of a rule pack on the one construct that it concerns, with the reason.
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rule id (with its finding in brackets where the rule has several) → why it does not apply here. */
export function acknowledge(
  construct: IConstruct,
  reasons: Readonly<Record<string, string>>,
): void {
  const rules = Object.entries(reasons).map(([id, reason]) => ({ id, reason }));
  Validations.of(construct).acknowledge(...rules);
}
