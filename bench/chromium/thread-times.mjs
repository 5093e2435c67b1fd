/** Which of the browser's threads take processor time, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { family } from '../../scripts/process-memory.mjs';

const TICKS_PER_SEC = 100;

/** Our own workers, the page's thread, what draws its frames, everything else: garbage collection and compilation, files, the browser itself. */
function roleOf(type, name) {
  if (/^DedicatedWorker/.test(name)) return 'workers';
  if (type === 'renderer' && /^(chromium|chrome|CrRendererMain)/.test(name)) return 'page';
  return type === 'gpu-process' || /^(Compositor|Viz)/.test(name) ? 'drawing' : 'browser';
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The thread has ended since it was listed.
    return '';
  }
}

function threadsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Processor seconds so far of each of a browser's threads, with its role; null where there is no /proc. */
export function threadTimes(rootPid) {
  if (process.platform !== 'linux') return null;
  const times = new Map();
  for (const pid of family(rootPid)) {
    const type = /--type=([\w-]+)/.exec(read(`/proc/${pid}/cmdline`))?.[1] ?? 'browser';
    for (const thread of threadsOf(pid)) {
      const stat = read(`/proc/${pid}/task/${thread}/stat`);
      if (stat === '') continue;
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      times.set(thread, { role: roleOf(type, name), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SEC });
    }
  }
  return times;
}

/** Processor seconds by role between two looks. A thread that has ended since, one of the page before above all, does not count. */
export function secondsByRole(before, after) {
  if (!before || !after) return null;
  const seconds = { workers: 0, page: 0, drawing: 0, browser: 0 };
  for (const [thread, time] of after) seconds[time.role] += time.seconds - (before.get(thread)?.seconds ?? 0);
  return seconds;
}
