import { readFile, readdir, readlink } from 'node:fs/promises';

/** The addresses that a process listens on, as the kernel has them (Linux). */
export async function listening(pid: number): Promise<string[]> {
  const fds = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const own = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8')));
  return tables
    .flatMap((table) => table.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && own.has(inode))
    .map(([, local = '']) => readAddress(local));
}

/** `0100007F:10E1` is 127.0.0.1:4321; an address of IPv6 stays as it is. */
function readAddress(local: string): string {
  const [address = '', port = ''] = local.split(':');
  const bytes =
    address.length === 8
      ? address
          .match(/../g)
          ?.toReversed()
          .map((byte) => Number.parseInt(byte, 16))
      : null;
  return `${bytes?.join('.') ?? address}:${Number.parseInt(port, 16)}`;
}
