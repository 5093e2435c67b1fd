/** Resident memory of a process and all that it has started, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';

function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended between being listed and being read.
    return '';
  }
}

/** Pids of `root` and its descendants. */
export function family(root) {
  const childrenOf = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    // The name in brackets may hold spaces and brackets; the parent is the second field behind it.
    const stat = readOrNothing(`/proc/${pid}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(pid)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(childrenOf.get(pid) ?? []));
  return found;
}

/** Bytes of the process and its descendants, pages that several of them share counted once (proportional set size). */
export function residentBytes(root) {
  let kiB = 0;
  for (const pid of family(root)) kiB += Number(/^Pss:\s+(\d+)/m.exec(readOrNothing(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  return kiB * 1024;
}

/** Pid of the browser that runs on a profile folder: the one process of them that is nobody's part. */
export function browserProcess(profile) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const command = readOrNothing(`/proc/${pid}/cmdline`).split('\0');
    if (command.includes(`--user-data-dir=${profile}`) && !command.some((part) => part.startsWith('--type='))) return Number(pid);
  }
  throw new Error(`No browser runs on ${profile}.`);
}
