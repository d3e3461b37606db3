// What the kernel says about a process, where there is a /proc; elsewhere nothing. Source: proc(5), /proc/pid/stat.
import { readFileSync } from 'node:fs';

/** The fields behind the name, which may contain anything: state, parent, … */
function fieldsOf(pid: number): readonly string[] {
  try {
    return (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '').split(' ');
  } catch {
    return [];
  }
}

/** Empty when it is not known. */
export const parentOf = (pid: number): string => fieldsOf(pid)[1] ?? '';

/** In the kernel's ticks since boot: with the process id it names one process for good. */
export const startOf = (pid: number): string => fieldsOf(pid)[19] ?? '';
