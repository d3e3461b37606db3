// One run at a time on a state folder, without ever being locked out by a run that has died.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { LocalFailure } from '../failure.ts';
import { startOf } from './process-facts.ts';

/** Takes the lock and returns what gives it back. Throws LocalFailure while another run holds it. */
export function takeLock(file: string, folder: string): () => void {
  const mine = `${process.pid} ${startOf(process.pid)}`;
  if (!tryWrite(file, mine)) {
    const holder = holderOf(file);
    if (holder !== null)
      throw new LocalFailure(
        `Another local run (process ${holder}) uses ${folder}. Stop it first, or start this one with --ephemeral --port 0.`,
      );
    rmSync(file, { force: true });
    if (!tryWrite(file, mine))
      throw new LocalFailure(`Another local run has just begun to use ${folder}.`);
  }
  return () => rmSync(file, { force: true });
}

/** False when the file is there already: the kernel lets only one writer create it. */
function tryWrite(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds the lock; null when it is gone, or its number belongs to another process by now. */
function holderOf(file: string): number | null {
  const [pid, start = ''] = existsSync(file) ? readFileSync(file, 'utf8').split(' ') : [];
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0) return null;
  try {
    process.kill(number, 0);
  } catch (error) {
    // EPERM: alive, but somebody else's.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  return startOf(number) === start ? number : null;
}
