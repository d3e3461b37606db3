// The whole system for one test file: served from the shared synthesis, with a mock provider behind it.
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import type { LocalSystem } from '../../local/local-system.ts';
import { startLocal } from '../../local/start-local.ts';
import type { StoreCall } from '../../local/stores/faults.ts';
import type { TemplateTransform } from '../../local/template/document.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider.ts';
import { type AdminCall, type Answer, adminOf } from './admin.ts';

/** A project, and one of its keys. */
export type Door = { readonly projectId: string; readonly keyId: string; readonly key: string };

export type TestSystem = {
  readonly local: LocalSystem;
  readonly mock: MockProvider;
  /** Signed by the operator. */
  readonly admin: AdminCall;
  /** A new project with its first key; providers are the mock one. Throws unless it is made. */
  newProject(fields?: object): Promise<Door>;
  /** Another key. Throws unless it is made. */
  newKey(projectId: string, fields?: object): Promise<Door>;
  /** Throws unless it is acknowledged. */
  deactivate(door: Door): Promise<void>;
  /** `path` begins with `/v1`; `key` goes out as a Bearer token. */
  call(path: string, key: string | null, init?: RequestInit): Promise<Response>;
  /**
   * Takes the place of a planted fault: the list grows with every call of a function to its stores. Left out is what
   * may come late from requests before: a starting process's read of a secret, and what the proxy notes of a key's use.
   */
  watchStores(): readonly StoreCall[];
};

export type SystemOptions = {
  readonly transformTemplate?: TemplateTransform;
  /** Functions' environment variables that this file wants otherwise, by name. */
  readonly variables?: Readonly<Record<string, string>>;
};

/** What the mock provider is called with; it must be in no log and no answer. */
export const PROVIDER_TOKEN = 'sk-token-of-the-mock-provider';

/**
 * Call it at the top of a file: a system starts before the file's tests and ends after them. Before every test the
 * mock provider is well-behaved again, and no fault is planted. Its members are there once the tests run.
 */
export function useSystem(options: SystemOptions = {}): TestSystem {
  let running: TestSystem | undefined;
  const current = (): TestSystem => {
    if (running === undefined) throw new Error('the system runs only while tests run');
    return running;
  };
  beforeAll(async () => {
    running = await startSystem(options);
  });
  beforeEach(() => {
    current().mock.reset();
    current().local.setFault(null);
  });
  afterAll(async () => {
    await running?.local.close();
    await running?.mock.close();
  });
  return {
    get local() {
      return current().local;
    },
    get mock() {
      return current().mock;
    },
    admin: (...args) => current().admin(...args),
    newProject: (...args) => current().newProject(...args),
    newKey: (...args) => current().newKey(...args),
    deactivate: (...args) => current().deactivate(...args),
    call: (...args) => current().call(...args),
    watchStores: () => current().watchStores(),
  };
}

async function startSystem(options: SystemOptions): Promise<TestSystem> {
  const mock = await startMockProvider();
  const local = await startLocal({
    stateFolder: null,
    assembly: inject('assembly'),
    transformTemplate: transformOf(options, mock.origin),
    wordDelayMs: 0,
  });
  const running: TestSystem = { local, mock, ...factories(local, adminOf(local, local.operator)) };
  try {
    await trustMock(running);
    return running;
  } catch (error) {
    await Promise.all([local.close(), mock.close()]);
    throw error;
  }
}

/** Makes the mock the provider of every project that has no token of its own. */
async function trustMock({ admin, mock }: TestSystem): Promise<void> {
  const urls = { openai: `${mock.origin}/v1`, anthropic: mock.origin };
  for (const [provider, base_url] of Object.entries(urls)) {
    const token = { name: 'Mock', provider, api_key: PROVIDER_TOKEN, base_url };
    made(await admin('POST', '/tokens', token), 201);
  }
}

function factories(local: LocalSystem, admin: AdminCall): Omit<TestSystem, 'local' | 'mock'> {
  return {
    admin,
    newProject: async (fields) => {
      const { body } = made(await admin('POST', '/projects', { name: 'Tested', ...fields }), 201);
      return doorOf(String(body['id']), body['api_key'] as Answer['body']);
    },
    newKey: async (projectId, fields) => {
      const path = `/projects/${projectId}/api-keys`;
      const { body } = made(await admin('POST', path, { name: 'Tested', ...fields }), 201);
      return doorOf(projectId, body);
    },
    deactivate: async ({ projectId, keyId }) => {
      made(await admin('DELETE', `/projects/${projectId}/api-keys/${keyId}`), 204);
    },
    call: (path, key, init = {}) => {
      const headers = new Headers(init.headers);
      if (key !== null) headers.set('authorization', `Bearer ${key}`);
      return fetch(`${local.dataUrl}${path}`, { ...init, headers });
    },
    watchStores: () => {
      const calls: StoreCall[] = [];
      local.setFault((call) => {
        if (!mayComeLate(call)) calls.push(call);
        return null;
      });
      return calls;
    },
  };
}

const mayComeLate = ({ action, caller }: StoreCall): boolean =>
  action === 'GetSecretValue' || (action === 'UpdateItem' && caller.includes('Proxy'));

const doorOf = (projectId: string, key: Answer['body']): Door => ({
  projectId,
  keyId: String(key['id']),
  key: String(key['key']),
});

function made(answer: Answer, status: number): Answer {
  if (answer.status !== status)
    throw new Error(`the admin API answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** Trusts this system's mock provider, sets the wanted variables, then makes the file's own change. */
const transformOf =
  ({ transformTemplate, variables = {} }: SystemOptions, mockOrigin: string): TemplateTransform =>
  (template) => {
    const text = JSON.stringify(template, (_name, value: unknown) =>
      withVariables(value, variables),
    );
    const own = JSON.parse(text.replaceAll(inject('mockOrigin'), mockOrigin)) as typeof template;
    return transformTemplate?.(own) ?? own;
  };

function withVariables(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const wanted = Object.entries(variables).filter(([name]) => Object.hasOwn(value, name));
  return wanted.length === 0 ? value : { ...value, ...Object.fromEntries(wanted) };
}
