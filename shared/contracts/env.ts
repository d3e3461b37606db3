// One environment contract per function, typed on both sides: infra must set each variable, the function reads it here.

type EnvContract = readonly string[];
export type EnvOf<C extends EnvContract> = { readonly [Name in C[number]]: string };

/** Reads no store but Keys and no secret but the pepper. */
export const authorizerEnv = ['KEYS_TABLE', 'PEPPER_SECRET_ID'] as const;

/**
 * `TRUSTED_PROVIDER_ORIGINS`: comma-separated origins (`https://llm.internal:8443`) that the deployer exempts
 * from the rule "https and public addresses only". Empty by default.
 * `UPSTREAM_*_MS`: time limits of a provider call, milliseconds.
 * `METRIC_NAMESPACE`: where the numbers of policies appear in CloudWatch.
 */
export const proxyEnv = [
  'KEYS_TABLE',
  'PROJECTS_TABLE',
  'USAGE_TABLE',
  'METRIC_NAMESPACE',
  'TRUSTED_PROVIDER_ORIGINS',
  'UPSTREAM_CONNECT_TIMEOUT_MS',
  'UPSTREAM_FIRST_BYTE_TIMEOUT_MS',
  'UPSTREAM_IDLE_TIMEOUT_MS',
  'UPSTREAM_TOTAL_TIMEOUT_MS',
] as const;

/** `SECRET_PREFIX`: where provider tokens live in Secrets Manager, `collie/<stage>`. */
export const adminEnv = [
  'KEYS_TABLE',
  'PROJECTS_TABLE',
  'AUDIT_TABLE',
  'CLAIMS_TABLE',
  'USAGE_TABLE',
  'PEPPER_SECRET_ID',
  'SECRET_PREFIX',
  'TRUSTED_PROVIDER_ORIGINS',
  'SERVICE_VERSION',
] as const;

/** Folds finished calls into sums, on a schedule. */
export const usageRollupEnv = ['USAGE_TABLE'] as const;

/** `GITHUB_API_ORIGIN`: where GitHub publishes the keys that its reports are signed with. */
export const leaksEnv = [
  'KEYS_TABLE',
  'AUDIT_TABLE',
  'PEPPER_SECRET_ID',
  'GITHUB_API_ORIGIN',
] as const;

/** `METRIC_NAMESPACE`: where the report's numbers appear in CloudWatch. */
export const keyExpiryReportEnv = ['KEYS_TABLE', 'METRIC_NAMESPACE'] as const;

/** Picks the contract's variables. Throws, naming every missing one, before anything else runs. */
export function readEnv<C extends EnvContract>(
  contract: C,
  env: Readonly<Record<string, string | undefined>>,
): EnvOf<C> {
  const missing = contract.filter((name) => env[name] === undefined);
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(', ')}`);
  return Object.fromEntries(contract.map((name) => [name, env[name]])) as EnvOf<C>;
}
