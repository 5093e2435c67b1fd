import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process was started by this one, or by one that was. */
function isOwn(pid: string): boolean {
  for (let at = Number(pid); at > 1; ) {
    if (at === process.pid) return true;
    const stat = readFileSync(`/proc/${at}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets; the parent is the second field behind it.
    at = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  }
  return false;
}

/** Kills the GPU process of this test's Chromium, as a driver crash would, and gives the number of processes. Linux only: it looks through /proc. */
export function killGpuProcess(): number {
  let killed = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.includes('--type=gpu-process') || !isOwn(pid)) continue;
      process.kill(Number(pid), 'SIGKILL');
      killed++;
    } catch {
      // The process ended between being listed and being read.
    }
  }
  return killed;
}
