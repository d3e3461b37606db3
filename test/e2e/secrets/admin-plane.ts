// Drives every admin route with marked secrets, good and bad; a new route has to say what it is called with.
import type { Route } from '../../../shared/http/route.ts';
import { type AdminOperation, adminRoutes } from '../../../shared/http/routes.ts';
import type { Recorder, Sent } from './recorder.ts';

export type AdminFixture = {
  readonly projectId: string;
  readonly keyId: string;
  readonly tokenId: string;
  /** A full key of that project. */
  readonly key: string;
};

export type AdminMarks = {
  readonly token: string;
  readonly replacement: string;
  readonly baseUrl: string;
};

/** Null: none. */
const bodies = ({
  token,
  replacement,
  baseUrl,
}: AdminMarks): Readonly<Record<AdminOperation, object | null>> => {
  const created = { name: 'Marked', provider: 'openai', api_key: token, base_url: baseUrl };
  return {
    listProjects: null,
    createProject: { name: 'Marked' },
    getProject: null,
    updateProject: { description: 'changed' },
    deleteProject: null,
    listKeys: null,
    createKey: { name: 'Marked' },
    getKey: null,
    updateKey: { description: 'changed' },
    deactivateKey: null,
    getUsage: null,
    rotateKey: { overlap_seconds: 60 },
    listAudit: null,
    listProjectAudit: null,
    verifyAudit: null,
    verifyProjectAudit: null,
    listTokens: null,
    createToken: created,
    getToken: null,
    updateToken: { api_key: replacement },
    deleteToken: null,
    verifyToken: null,
    listProjectTokens: null,
    createProjectToken: created,
    getProjectToken: null,
    updateProjectToken: { api_key: replacement },
    deleteProjectToken: null,
    verifyProjectToken: null,
    getHealth: null,
  };
};

const jsonOf = (method: string, body: string): RequestInit => ({
  method,
  body,
  headers: { 'content-type': 'application/json' },
});

const fill = (path: string, projectId: string, keyId: string, tokenId: string): string =>
  path.replace('{project_id}', projectId).replace('{key_id}', keyId).replace('{token_id}', tokenId);

const routeOf = (operation: AdminOperation): Route => {
  const route = adminRoutes.find((candidate) => candidate.operation === operation);
  if (route === undefined) throw new Error(`no route of ${operation}`);
  return route;
};

/** As the operation is meant to be called. */
export function goodCall(route: Route, fixture: AdminFixture, marks: AdminMarks): Sent {
  const { projectId, keyId, tokenId } = fixture;
  const body = bodies(marks)[route.operation as AdminOperation];
  if (body === undefined) throw new Error(`nothing is known of ${route.operation}`);
  const path = fill(route.path, projectId, keyId, tokenId);
  const { method } = route;
  return { path, init: body === null ? { method } : jsonOf(method, JSON.stringify(body)) };
}

/** Secrets where they do not belong, signed. */
export function badCalls(route: Route, fixture: AdminFixture, { token }: AdminMarks): Sent[] {
  const { projectId, keyId, tokenId, key } = fixture;
  const { method } = route;
  const path = fill(route.path, projectId, keyId, tokenId);
  const query = new URLSearchParams([
    ['cursor', key],
    [key, token],
  ]);
  const texts = [
    `{"api_key":"${token}","name":"${key}"`,
    JSON.stringify({ [key]: token, [token]: key }),
    JSON.stringify({
      name: [key],
      api_key: { token },
      provider: key,
      base_url: `https://${token}`,
    }),
  ];
  return [
    { path: `${path}?${query}`, init: { method } },
    { path: fill(route.path, key, key, key), init: { method } },
    ...(method === 'POST' || method === 'PATCH'
      ? texts.map((text) => ({ path, init: jsonOf(method, text) }))
      : []),
  ];
}

/** A project with a key and a token; for account-wide routes the token is the account's. */
export async function newFixture(
  recorder: Recorder,
  route: Route,
  marks: AdminMarks,
): Promise<AdminFixture> {
  const make = async (operation: AdminOperation, fixture: AdminFixture) => {
    const made = routeOf(operation);
    const answer = await recorder.admin(made, goodCall(made, fixture, marks));
    if (answer.status !== made.success) throw new Error(`${operation}: ${answer.status}`);
    return JSON.parse(answer.body) as { id: string; api_key?: { id: string; key: string } };
  };
  const none = { projectId: '', keyId: '', tokenId: '', key: '' };
  const project = await make('createProject', none);
  const first = project.api_key ?? { id: '', key: '' };
  const fixture = { ...none, projectId: project.id, keyId: first.id, key: first.key };
  const isAccountWide = !route.path.includes('{project_id}');
  const scope = isAccountWide ? 'createToken' : 'createProjectToken';
  if (!route.path.includes('{token_id}')) return fixture;
  return { ...fixture, tokenId: (await make(scope, fixture)).id };
}
