// A loopback endpoint that speaks the AWS JSON protocol: records what the SDK sent, answers as told.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type AwsCall = { readonly operation: string; readonly input: Record<string, unknown> };
/** `error` is an AWS error type; `hang` never answers; a function may decide by call. */
export type AwsAnswer =
  | { readonly output: object }
  | { readonly error: string; readonly status?: number }
  | { readonly hang: true };

export type AwsEndpoint = {
  readonly calls: AwsCall[];
  answer: (call: AwsCall) => AwsAnswer;
  /** For a client's constructor. */
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly close: () => Promise<void>;
};

export async function startAwsEndpoint(): Promise<AwsEndpoint> {
  const calls: AwsCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const call = { operation, input: JSON.parse(Buffer.concat(chunks).toString() || '{}') };
      calls.push(call);
      const answer = endpoint.answer(call);
      if ('hang' in answer) return;
      const failed = 'error' in answer;
      const body = failed ? { __type: answer.error, message: 'told to fail' } : answer.output;
      response.writeHead(failed ? (answer.status ?? 400) : 200, {
        'content-type': 'application/x-amz-json-1.0',
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint: AwsEndpoint = {
    calls,
    answer: () => ({ output: {} }),
    config: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return endpoint;
}
