// The import law as a function: why an import is not allowed, or null.

/** Lowest first; a noun may import itself and lower ones. Equal numbers do not import each other. */
const FLOOR: Readonly<Record<string, number>> = {
  kernel: 0,
  contracts: 1,
  errors: 2,
  matching: 1,
  rules: 2,
  http: 3,
  wire: 4,
  keys: 4,
  projects: 5,
  providers: 6,
  policies: 6,
  limits: 6,
  usage: 6,
  objects: 6,
  audit: 6,
  tokens: 7,
  leaks: 7,
  calls: 8,
  api: 9,
};

const AUTHORIZER_MAY = [
  'shared/kernel/',
  'shared/errors/',
  'shared/contracts/',
  'shared/keys/',
  'shared/http/credentials.ts',
  'shared/aws/client-config.ts',
  'shared/aws/keys/lookup.ts',
  'shared/aws/secrets/pepper-source.ts',
];
const INFRA_MAY = ['infra/', 'shared/contracts/', 'shared/errors/', 'shared/api/'];

const LOCAL_MAY = ['local/', 'client/', 'shared/kernel/'];
const CLIENT_MAY = ['client/', 'shared/api/', 'shared/errors/'];
const DOCS_MAY = ['docs/', 'shared/'];

const isPath = (target: string): boolean =>
  target.endsWith('.ts') || target.endsWith('.tsx') || target.endsWith('.mjs');
const topOf = (path: string): string => path.split('/')[0] ?? '';
const nounOf = (path: string): string => path.split('/')[1] ?? '';
const startsWithAny = (path: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => path.startsWith(prefix));

type Law = (file: string, target: string) => string | null;

const only =
  (prefixes: readonly string[], reason: string, packages: Law = () => null): Law =>
  (file, target) => {
    if (!isPath(target)) return packages(file, target);
    return startsWithAny(target, prefixes) ? null : reason;
  };

const LAWS: Readonly<Record<string, Law>> = {
  shared: (file, target) =>
    isPath(target) ? sharedPath(file, target) : sharedPackage(file, target),
  functions: (file, target) =>
    isPath(target) ? functionPath(file, target) : functionPackage(target),
  infra: only(INFRA_MAY, 'infra knows contracts, errors and routes only', (_, target) =>
    infraPackage(target),
  ),
  client: only(CLIENT_MAY, 'a client knows the API, not what is behind', (_, target) =>
    target === 'aws4fetch' || target === 'zod/mini' ? null : 'not a package for a client',
  ),
  local: only(LOCAL_MAY, 'the local run knows the template, not the code behind it'),
  docs: (file, target) =>
    target.startsWith('shared/aws/')
      ? 'documents are written from the wire’s forms'
      : only(DOCS_MAY, 'documents are written from the wire’s forms')(file, target),
  bench: () => null,
  test: () => null,
};

/** `file` and `target` are paths from the root; a target that is no path is a package. */
export const violationOf: Law = (file, target) =>
  LAWS[topOf(file)]?.(file, target) ?? (topOf(file) in LAWS ? null : `no law for ${topOf(file)}`);

function sharedPath(file: string, target: string): string | null {
  if (topOf(target) !== 'shared') return 'the product imports nothing above itself';
  if (nounOf(file) === 'aws') return null;
  const from = FLOOR[nounOf(file)];
  const to = FLOOR[nounOf(target)];
  if (from === undefined) return `unknown noun ${nounOf(file)}`;
  if (to === undefined) return 'the product does not know the cloud';
  return to < from || nounOf(file) === nounOf(target)
    ? null
    : 'a lower noun may not import a higher one';
}

/** What every room may be built on. */
const SHARED_PACKAGES = new Set(['@remix-run/multipart-parser', 'zod/mini']);

function sharedPackage(file: string, target: string): string | null {
  if (target.startsWith('node:') || SHARED_PACKAGES.has(target)) return null;
  return nounOf(file) === 'aws' && target.startsWith('@aws-sdk/')
    ? null
    : 'only shared/aws imports the AWS SDK';
}

function functionPath(file: string, target: string): string | null {
  if (nounOf(file) === 'authorizer' && !target.startsWith('functions/authorizer/'))
    return startsWithAny(target, AUTHORIZER_MAY)
      ? null
      : 'the authorizer reaches keys and one adapter only';
  if (topOf(target) === 'shared') return null;
  const own = `functions/${nounOf(file)}/`;
  return startsWithAny(target, [own, 'functions/gateway/'])
    ? null
    : 'a function imports shared, the gateway seam and its own folder';
}

const functionPackage = (target: string): string | null =>
  target.startsWith('node:') ||
  target.startsWith('@middy/') ||
  target.startsWith('@aws-sdk/') ||
  target === 'aws-lambda'
    ? null
    : 'not a package for functions';

const infraPackage = (target: string): string | null =>
  target.startsWith('node:') ||
  target === 'constructs' ||
  target === 'cdk-nag' ||
  target.startsWith('aws-cdk-lib')
    ? null
    : 'not a package for infra';
