// Runs before AWS's runtime interface client: supplies its native module over HTTP and ends with its parent.
import http from 'node:http';
import Module from 'node:module';
import process from 'node:process';

const INVOCATION = '/2018-06-01/runtime/invocation';
const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new http.Agent({ keepAlive: true });
const plainRequest = http.request;

/** One call to the runtime API; resolves with the answer's headers and text. */
const call = (method, path, body = '', headers = {}) =>
  new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const options = { agent, hostname, port, method, path, headers: { ...headers, ...length } };
    const request = plainRequest(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ headers: response.headers, text }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });

/** The native client posts synchronously; here the next invocation is asked for only after the post is through. */
let posted = Promise.resolve();

const nativeClient = {
  initializeClient() {},
  async next() {
    try {
      await posted;
      const { headers, text } = await call('GET', `${INVOCATION}/next`);
      return { bodyJson: text, headers };
    } catch {
      // The runtime API is this process's only reason to live.
      process.exit(0);
    }
  },
  done(id, body) {
    posted = call('POST', `${INVOCATION}/${id}/response`, body);
  },
  error(id, body, xray) {
    const cause = { 'lambda-runtime-function-xray-error-cause': xray.replaceAll(/[^ -~]/g, '?') };
    posted = call('POST', `${INVOCATION}/${id}/error`, body, cause);
  },
};

const load = Module._load;
Module._load = function loadWithNativeClient(name, ...rest) {
  return name === './rapid-client.node' ? nativeClient : load.call(this, name, ...rest);
};

/**
 * A client that goes away mid-stream closes the response stream under the function. The runtime client has two
 * promises that then reject without a listener, which would end the process; on Lambda it lives on. So these
 * errors, recognised by the request that raised them, are the only unhandled rejections that are let pass.
 */
const closedStreams = new WeakSet();

http.request = function requestObservingStreams(options, ...rest) {
  const request = plainRequest.call(http, options, ...rest);
  if (typeof options?.path === 'string' && options.path.startsWith(`${INVOCATION}/`))
    request.on('error', (error) => closedStreams.add(error));
  return request;
};

process.on('unhandledRejection', (reason) => {
  if (typeof reason === 'object' && reason !== null && closedStreams.has(reason)) return;
  throw reason;
});

// The parent holds the other end of this pipe, and the kernel closes it whatever way the parent ends.
process.stdin.on('error', () => process.exit(0));
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
process.stdin.unref?.();
