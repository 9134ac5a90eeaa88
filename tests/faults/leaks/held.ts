import { readdir, readFile, readlink } from 'node:fs/promises';

/** What a process holds of the machine (Linux). */
export type Held = {
  readonly descriptors: number;
  /** Masters of ptys among them. */
  readonly ptys: number;
  /** Bytes of memory that are its own. */
  readonly memory: number;
};

/** Looks at what a process holds now. */
export async function heldBy(pid: number): Promise<Held> {
  const names = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const own = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].reduce((sum, [, size]) => sum + Number(size), 0);
  const present = links.filter((link) => link !== '');
  return {
    descriptors: present.length,
    ptys: present.filter((link) => link.startsWith('/dev/ptmx') || link.startsWith('/dev/pts/ptmx')).length,
    memory: own * 1_024,
  };
}
