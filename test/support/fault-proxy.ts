// A loopback proxy between the AWS SDK and the engine that breaks calls as told, before or after they took effect.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * `throttle`, `server-error`: refused by DynamoDB, without effect. `cut-before`: the connection breaks before the
 * call arrives. `cut-after`, `error-after`: it took effect, and the answer is lost. `hang-before`, `hang-after`:
 * no answer ever comes. `late`: the connection breaks at once, and the call takes effect when `releaseLate` says so.
 */
export type Fault =
  | 'none'
  | 'throttle'
  | 'server-error'
  | 'cut-before'
  | 'cut-after'
  | 'error-after'
  | 'hang-before'
  | 'hang-after'
  | 'late';

export type FaultProxy = {
  readonly url: string;
  /** Called for every attempt; the operation as in `x-amz-target`. */
  fault: (operation: string) => Fault;
  /** Attempts that arrived, by operation and fault. */
  readonly seen: { readonly operation: string; readonly fault: Fault }[];
  /** Lets the late calls take effect. */
  readonly releaseLate: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Call = { readonly message: IncomingMessage; readonly body: Buffer };

const failures: Partial<Record<Fault, { status: number; type: string }>> = {
  throttle: { status: 400, type: 'ThrottlingException' },
  'server-error': { status: 500, type: 'InternalServerError' },
  'error-after': { status: 500, type: 'InternalServerError' },
};

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const late: Call[] = [];
  const server = createServer(async (message, response) => {
    const body = await buffer(message);
    const operation = String(message.headers['x-amz-target']).split('.')[1] ?? '';
    const fault = proxy.fault(operation);
    proxy.seen.push({ operation, fault });
    if (fault === 'late') late.push({ message, body });
    const isSent = fault === 'none' || fault.endsWith('-after');
    const answer = isSent ? await forward(target, { message, body }) : null;
    reply(response, fault, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => 'none',
    seen: [],
    releaseLate: async () => {
      for (const call of late.splice(0)) await forward(target, call);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

type Answer = { readonly status: number; readonly body: Buffer };

function reply(response: ServerResponse, fault: Fault, answer: Answer | null): void {
  const failure = failures[fault];
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  if (failure !== undefined) {
    response.writeHead(failure.status, headers);
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${failure.type}` }));
  } else if (fault === 'none' && answer !== null) {
    response.writeHead(answer.status, headers);
    response.end(answer.body);
  } else if (!fault.startsWith('hang')) {
    response.destroy();
  }
}

const forward = (target: string, { message, body }: Call): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { headers, method = 'POST' } = message;
    const call = request(target, { method, headers }, async (answer) => {
      resolve({ status: answer.statusCode ?? 0, body: await buffer(answer) });
    });
    call.once('error', reject);
    call.end(body);
  });
