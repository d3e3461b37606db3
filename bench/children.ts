// Starts the bench's processes on the Node that runs the bench, and ends them.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FromServer, Usage } from './servers/serve-parent.ts';

export type Child = {
  readonly origin: string;
  readonly usage: () => Promise<Usage>;
  readonly end: () => Promise<void>;
};

/** Fails when the process ends before it listens. */
export async function startServer(file: string, args: readonly string[] = []): Promise<Child> {
  const child = fork(file, args, { execArgv: [] });
  const message = await nextMessage(child);
  if (!('port' in message)) throw new Error('a server of the bench did not say its port');
  return {
    origin: `http://127.0.0.1:${message.port}`,
    usage: async () => {
      child.send('usage');
      const answer = await nextMessage(child);
      if (!('usage' in answer)) throw new Error('a server of the bench did not say its usage');
      return answer.usage;
    },
    end: async () => {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

const nextMessage = (child: ChildProcess): Promise<FromServer> =>
  new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('a server of the bench ended'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as FromServer);
    });
  });
