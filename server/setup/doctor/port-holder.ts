import { existsSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { runCommand, succeeded } from '../command.ts';

/** A process that listens on a port. */
export type PortHolder = {
  readonly pid: number;
  readonly name: string;
};

const LISTENING = '0A';

/** Who listens on a TCP port of this machine; undefined when that is not to be seen. */
export async function findHolder(port: number): Promise<PortHolder | undefined> {
  return existsSync('/proc/net/tcp') ? findInProc(port) : findByLsof(port);
}

/** The inodes of the sockets that listen on a port, from a table like /proc/net/tcp. */
export function listeningInodes(table: string, port: number): readonly string[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === LISTENING && Number.parseInt(local.split(':')[1] ?? '', 16) === port)
    .flatMap((fields) => fields[9] ?? []);
}

async function findInProc(port: number): Promise<PortHolder | undefined> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readIfAllowed));
  const sockets = new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    for (const descriptor of await listIfAllowed(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(ifGoneOrForbidden(''));
      if (sockets.has(target)) return { pid: Number(pid), name: (await readIfAllowed(`/proc/${pid}/comm`)).trim() };
    }
  }
  return undefined;
}

async function findByLsof(port: number): Promise<PortHolder | undefined> {
  const result = await runCommand('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { deadlineMs: 4_000 });
  if (!succeeded(result)) return undefined;
  const pid = /^p(\d+)$/m.exec(result.stdout)?.[1];
  const name = /^c(.+)$/m.exec(result.stdout)?.[1];
  return pid === undefined ? undefined : { pid: Number(pid), name: name ?? '?' };
}

function readIfAllowed(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(ifGoneOrForbidden(''));
}

function listIfAllowed(folder: string): Promise<string[]> {
  return readdir(folder).catch(ifGoneOrForbidden([]));
}

/** Processes end while they are looked at, and those of other people do not show their files. */
function ifGoneOrForbidden<T>(instead: T): (error: unknown) => T {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'ESRCH') return instead;
    throw error;
  };
}
