// Measures the deployed bundles in fresh processes: size, import, first answer; and the authorizer's work per key.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toProjectItem } from '../shared/aws/projects/item.ts';
import { adminEnv, authorizerEnv, proxyEnv } from '../shared/contracts/env.ts';
import { encodePrincipal } from '../shared/contracts/principal.ts';
import { mintKey } from '../shared/keys/secret/mint.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../test/support/aws-endpoint.ts';
import { wireItem } from '../test/support/wire-item.ts';
import { bundle } from './bundle.ts';
import type { FirstAnswer } from './children/invoke-bundle.ts';
import { startServer } from './children.ts';
import { benchProject, benchRing, keyRow, PEPPER_JSON, PRINCIPAL, TABLE } from './fixture.ts';
import { type Figure, figureOf } from './stats.ts';

export type FunctionName = 'authorizer' | 'proxy' | 'admin';
export type FunctionFigures = {
  readonly bytes: number;
  readonly importMs: Figure;
  readonly answerMs: Figure;
};
export type AuthorizerFigures = {
  /** DynamoDB calls and all AWS calls of one warm verification. */
  readonly dynamoCalls: number;
  readonly awsCalls: number;
  /** Microseconds of processor: `verifyKey` alone, and a whole warm invocation with the SDK's read. */
  readonly verifyMicros: Figure;
  readonly invocationMicros: number;
};

/** What the largest upload that fits through API Gateway costs the proxy. */
export type UploadFigures = {
  readonly bytes: number;
  /** Peak memory of a process that takes uploads less that of one that takes small calls, bytes; pairs of processes. */
  readonly addedRss: Figure;
};

const PROCESSES = 11;
const UPLOADS = 10;
const UPLOAD_BYTES = 4_000_000;

const { secret, digest } = mintKey(benchRing);
const row = keyRow(digest, secret.mask);

const BOUNDARY = 'bench-boundary';
const part = (headers: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n`;
const uploadForm = Buffer.concat([
  Buffer.from(`${part('name="model"')}whisper-1\r\n${part('name="file"; filename="a.wav"')}`),
  Buffer.alloc(UPLOAD_BYTES, 7),
  Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
]);

const events = {
  authorizer: {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:api/dev/GET/v1/key',
    resource: '/v1/key',
    multiValueHeaders: { Authorization: [`Bearer ${secret.reveal()}`] },
    requestContext: { requestId: 'bench' },
  },
  proxy: {
    httpMethod: 'POST',
    resource: '/v1/chat/completions',
    multiValueHeaders: { 'content-type': ['application/json'] },
    body: JSON.stringify({ model: 'gpt-bench', messages: [] }),
    requestContext: {
      requestId: 'bench',
      authorizer: encodePrincipal(PRINCIPAL),
      identity: { sourceIp: '198.51.100.7' },
    },
  },
  upload: {
    httpMethod: 'POST',
    resource: '/v1/audio/transcriptions',
    multiValueHeaders: { 'content-type': [`multipart/form-data; boundary=${BOUNDARY}`] },
    body: uploadForm.toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      requestId: 'bench',
      authorizer: encodePrincipal(PRINCIPAL),
      identity: { sourceIp: '198.51.100.7' },
    },
  },
  admin: {
    httpMethod: 'GET',
    resource: '/api/v1/projects/{project_id}',
    pathParameters: { project_id: PRINCIPAL.projectId },
    multiValueHeaders: {},
    body: null,
    requestContext: {
      requestId: 'bench',
      identity: { sourceIp: '198.51.100.7', userArn: 'arn:aws:iam::123456789012:user/bench' },
    },
  },
};

/** Every variable of the contracts: its own name, where the value does not matter. */
const environment = (endpoint: string, origin: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries([...authorizerEnv, ...proxyEnv, ...adminEnv].map((name) => [name, name])),
  PATH: process.env['PATH'],
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_ENDPOINT_URL: endpoint,
  PROJECTS_TABLE: TABLE,
  PEPPER_SECRET_ID: 'pepper',
  TRUSTED_PROVIDER_ORIGINS: origin,
  UPSTREAM_CONNECT_TIMEOUT_MS: '5000',
  UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '30000',
  UPSTREAM_IDLE_TIMEOUT_MS: '30000',
  UPSTREAM_TOTAL_TIMEOUT_MS: '60000',
});

/** Plays DynamoDB and Secrets Manager. */
function answerAs(endpoint: AwsEndpoint, origin: string): void {
  const { digest: _digest, ...rest } = row;
  const key = { ...wireItem(rest), digest: { B: Buffer.from(digest).toString('base64') } };
  const project = wireItem(toProjectItem(benchProject(origin)));
  endpoint.answer = ({ operation, input }) => {
    if (operation === 'GetItem')
      return { output: { Item: input['TableName'] === TABLE ? project : key } };
    const isPepper = input['SecretId'] === 'pepper';
    return { output: { SecretString: isPepper ? PEPPER_JSON : 'sk-bench-provider-token' } };
  };
}

async function child<T>(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<T> {
  const process = fork(file, args, { env, execArgv: [] });
  const exit = once(process, 'exit').then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`);
  });
  const [result] = await Promise.race([once(process, 'message'), exit]);
  await exit.catch(() => undefined);
  return result as T;
}

type Run = (name: keyof typeof events, count: number) => Promise<FirstAnswer>;

export async function measureFunctions(folder: string): Promise<{
  functions: Readonly<Record<FunctionName, FunctionFigures>>;
  authorizer: AuthorizerFigures;
  upload: UploadFigures;
}> {
  const provider = await startServer((await bundle('bench/servers/provider.ts', folder)).file);
  const invoker = (await bundle('bench/children/invoke-bundle.ts', folder)).file;
  const endpoint = await startAwsEndpoint();
  answerAs(endpoint, provider.origin);
  const env = environment(endpoint.config.endpoint, provider.origin);
  const bundles = {
    authorizer: await bundle('functions/authorizer/handler.ts', folder),
    proxy: await bundle('functions/proxy/handler.ts', folder),
    admin: await bundle('functions/admin/handler.ts', folder),
  };
  const run: Run = (name, count) => {
    const eventFile = join(folder, `${name}-event.json`);
    writeFileSync(eventFile, JSON.stringify(events[name]));
    const { file } = bundles[name === 'upload' ? 'proxy' : name];
    return child(invoker, [file, eventFile, String(count)], env);
  };
  const functions = {
    authorizer: await measureFunction('authorizer', bundles.authorizer.bytes, run),
    proxy: await measureFunction('proxy', bundles.proxy.bytes, run),
    admin: await measureFunction('admin', bundles.admin.bytes, run),
  };
  const authorizer = await measureAuthorizer(folder, endpoint, run);
  const upload = await measureUpload(run);
  await provider.end();
  await endpoint.close();
  return { functions, authorizer, upload };
}

async function measureFunction(
  name: FunctionName,
  bytes: number,
  run: Run,
): Promise<FunctionFigures> {
  const firsts: FirstAnswer[] = [];
  for (let i = 0; i < PROCESSES; i++) firsts.push(await run(name, 1));
  return {
    bytes,
    importMs: figureOf(firsts.map(({ importMs }) => importMs)),
    answerMs: figureOf(firsts.map(({ answerMs }) => answerMs)),
  };
}

async function measureUpload(run: Run): Promise<UploadFigures> {
  const added: number[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    const small = await run('proxy', UPLOADS);
    added.push((await run('upload', UPLOADS)).peakRss - small.peakRss);
  }
  return { bytes: UPLOAD_BYTES, addedRss: figureOf(added) };
}

async function measureAuthorizer(
  folder: string,
  endpoint: AwsEndpoint,
  run: Run,
): Promise<AuthorizerFigures> {
  const callsOf = async (count: number) => {
    endpoint.calls.length = 0;
    await run('authorizer', count);
    const { length } = endpoint.calls;
    return {
      all: length,
      reads: endpoint.calls.filter((call) => call.operation === 'GetItem').length,
    };
  };
  const [one, eleven] = [await callsOf(1), await callsOf(11)];
  const { file } = await bundle('bench/children/verify-cpu.ts', folder);
  const verifyMicros: number[] = [];
  for (let i = 0; i < 5; i++) verifyMicros.push(await child<number>(file, [], process.env));
  const { cpuMicros } = await run('authorizer', 1_000);
  return {
    dynamoCalls: (eleven.reads - one.reads) / 10,
    awsCalls: (eleven.all - one.all) / 10,
    verifyMicros: figureOf(verifyMicros),
    invocationMicros: cpuMicros ?? Number.NaN,
  };
}
