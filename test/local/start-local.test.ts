// The whole local system: state between runs, planted faults, changed templates, callers without permission.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AdminClient, createAdminClient } from '../../client/admin-client.ts';
import { signedSend } from '../../client/signed-send.ts';
import type { LocalOptions, LocalSystem, MadeAssembly } from '../../local/local-system.ts';
import { startLocal } from '../../local/start-local.ts';
import type { StoreCall } from '../../local/stores/faults.ts';
import { synthesize } from '../../local/synth/synthesize.ts';
import type { TemplateTransform } from '../../local/template/document.ts';

// Processes start here, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let base: string;
let assembly: MadeAssembly;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'system-test-'));
  assembly = { folder: join(base, 'cdk.out'), providerUrl: 'http://127.0.0.1:1' };
  await synthesize({
    folder: assembly.folder,
    context: { providerOrigins: assembly.providerUrl },
    progress: () => {},
    signal: new AbortController().signal,
  });
});
afterAll(() => rm(base, { recursive: true, force: true }));

const start = (options: Partial<LocalOptions> = {}): Promise<LocalSystem> =>
  startLocal({ stateFolder: null, assembly, wordDelayMs: 0, ...options });

async function withSystem(
  options: Partial<LocalOptions>,
  use: (system: LocalSystem) => Promise<void>,
): Promise<void> {
  const system = await start(options);
  try {
    await use(system);
  } finally {
    await system.close();
  }
}

const showKey = (system: LocalSystem, key: string | undefined): Promise<Response> =>
  fetch(`${system.dataUrl}/v1/key`, { headers: { authorization: `Bearer ${key}` } });
const chat = (system: LocalSystem, key: string | undefined): Promise<Response> =>
  fetch(`${system.dataUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Ahoy' }] }),
  });
const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;
const adminOf = (system: LocalSystem, credentials = system.operator): AdminClient =>
  createAdminClient(system.adminUrl, signedSend({ ...credentials, region: system.region }));
const deactivate = (system: LocalSystem) =>
  adminOf(system).deactivateKey({
    project_id: system.projectId,
    key_id: String(system.key?.id),
  });

describe('a state folder', () => {
  it('keeps project, keys and credentials; the key is shown once, and another on demand', async () => {
    const stateFolder = join(base, 'state');
    const first = await start({ stateFolder });
    const key = first.key?.secret;
    expect((await chat(first, key)).status).toBe(200);
    await first.close();
    for (const name of ['state.json', 'secrets.json'])
      expect((await stat(join(stateFolder, name))).mode & 0o777).toBe(0o600);

    await withSystem({ stateFolder }, async (second) => {
      expect(second.key).toBeNull();
      expect(second.projectId).toBe(first.projectId);
      expect(second.operator).toEqual(first.operator);
      expect(second.providerUrl).not.toBe(first.providerUrl);
      expect((await chat(second, key)).status).toBe(200);
      await expect(start({ stateFolder })).rejects.toThrow(/Another local run/);
    });

    await withSystem({ stateFolder, newKey: true }, async (third) => {
      expect(third.key?.secret).not.toBe(key);
      expect((await showKey(third, third.key?.secret)).status).toBe(200);
      expect((await showKey(third, key)).status).toBe(200);
    });
  });

  it('holds the real provider key as a secret, and nowhere else', async () => {
    const stateFolder = join(base, 'real');
    const providerKeys = { openai: 'sk-marked-secret-of-a-provider' };
    await withSystem({ stateFolder, providerKeys }, async (system) => {
      const { tokens } = await adminOf(system).listProjectTokens({ project_id: system.projectId });
      expect(tokens).toContainEqual(
        expect.objectContaining({ provider: 'openai', base_url: null }),
      );
      expect(await system.readLogs()).not.toContain('marked-secret');
    });
    expect(await readdir(stateFolder)).toContain('secrets.json');
  });
});

describe('a running system', () => {
  let system: LocalSystem;
  beforeAll(async () => {
    system = await start();
  });
  afterAll(() => system.close());

  it('refuses a signed call of somebody without permission', async () => {
    const outsider = adminOf(system, system.outsider);
    await expect(outsider.listProjects({})).rejects.toMatchObject({
      status: 403,
      code: 'access_denied',
    });
  });

  it('lets a test see and break what functions ask of their stores', async () => {
    const calls: StoreCall[] = [];
    const key = system.key?.secret;
    system.setFault((call) => {
      calls.push(call);
      return call.action === 'GetItem'
        ? { kind: 'error', status: 500, type: 'InternalServerError' }
        : null;
    });
    const broken = await showKey(system, key);
    expect([broken.status, await codeOf(broken)]).toEqual([503, 'service_unavailable']);
    expect(calls[0]).toMatchObject({ service: 'dynamodb', input: { ConsistentRead: true } });
    expect(calls[0]?.caller).toContain('Authorizer');
    system.setFault(null);
    expect((await showKey(system, key)).status).toBe(200);
  });

  it('meets a cold start when it is told to', async () => {
    await system.recycleFunctions();
    system.setFault(({ service }) => (service === 'secretsmanager' ? { kind: 'reset' } : null));
    expect((await showKey(system, system.key?.secret)).status).toBe(503);
    system.setFault(null);
    expect((await showKey(system, system.key?.secret)).status).toBe(200);
  });

  it('serves more callers at once than it has processes', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => (await chat(system, system.key?.secret)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('refuses a key on the request after its deactivation', async () => {
    await deactivate(system);
    const response = await showKey(system, system.key?.secret);
    expect([response.status, await codeOf(response)]).toEqual([401, 'deactivated_api_key']);
  });
});

describe('a changed template', () => {
  const changed =
    (type: string, properties: object): TemplateTransform =>
    (template) => ({
      ...template,
      Resources: Object.fromEntries(
        Object.entries(template.Resources).map(([id, resource]) => [
          id,
          resource.Type === type
            ? { ...resource, Properties: { ...resource.Properties, ...properties } }
            : resource,
        ]),
      ),
    });

  it('with a cached authorizer lets a deactivated key pass: the template is what is served', async () => {
    const transformTemplate = changed('AWS::ApiGateway::Authorizer', {
      AuthorizerResultTtlInSeconds: 300,
      IdentitySource: 'method.request.header.Authorization',
    });
    await withSystem({ transformTemplate }, async (system) => {
      expect((await showKey(system, system.key?.secret)).status).toBe(200);
      await deactivate(system);
      expect((await showKey(system, system.key?.secret)).status).toBe(200);
    });
  });

  it('whose roles allow nothing answers 503', async () => {
    const transformTemplate = changed('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
    });
    const failing = start({ transformTemplate });
    await expect(failing).rejects.toThrow(/The admin API answers 503/);
  });

  it('whose function cannot start is told with its last words', async () => {
    const transformTemplate = changed('AWS::Lambda::Function', { Environment: { Variables: {} } });
    await expect(start({ transformTemplate })).rejects.toThrow(
      /does not start: .*missing environment variables/s,
    );
  });
});
