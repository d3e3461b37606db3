// A program that has a function in the middle of a call, prints the function's process id and waits to be killed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FunctionPool } from '../../../local/runtime/pool.ts';

const folder = process.argv[2] ?? '';
const logFile = join(folder, 'doomed.log');
const pool = new FunctionPool({
  bundleFolder: folder,
  variables: {
    AWS_LAMBDA_FUNCTION_NAME: 'doomed',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: 'group',
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: 'endless.handler',
  },
  logFile,
  memoryMb: 128,
  onHeapFull: () => undefined,
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:doomed',
  timeoutMs: 60_000,
  maxEnvironments: 1,
});
void pool.invoke('{}');
const timer = setInterval(async () => {
  const pid = /pid (\d+)/.exec(await readFile(logFile, 'utf8').catch(() => ''))?.[1];
  if (pid === undefined) return;
  clearInterval(timer);
  process.stdout.write(pid);
}, 20);
