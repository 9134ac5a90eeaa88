import { writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { HungUpError, type TerminalClient } from './client.ts';

/** A file whose every byte is known: how many of them a terminal shows (each line feed with a return before it), and their sum. */
export type KnownFile = { readonly file: string; readonly bytes: number; readonly sum: number };

/** What came of a known file: `wrong` counts bytes lost or doubled, and is 1 where only the sum differs. */
export type Transfer = { readonly seconds: number; readonly wrong: number };

const begin = Buffer.from('BEGIN\r\n');
const end = Buffer.from('END-OF-THE-LOG\r\n');

/** Writes a log as a cluster's nodes write it: lines of about a hundred letters, no two alike. */
export async function writeLog(file: string, bytes: number): Promise<KnownFile> {
  let seed = 20_261_128;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const says = [
    'no action. I am (pg-master), the leader with the lock',
    'no action. I am (pg-slave), a secondary, and following a leader (pg-master)',
    'Lock owner: pg-master; I am pg-slave',
    'checkpoint complete: wrote %d buffers; 0 WAL file(s) added, %d removed',
    'received replication command: START_REPLICATION SLOT "pg_slave" 0/%d TIMELINE %d',
  ];
  const parts: string[] = [];
  let length = 0;
  for (let line = 0; length < bytes; line += 1) {
    const at = new Date(1_795_000_000_000 + line * 37).toISOString().replace('T', ' ').slice(0, 23);
    const said = (says[random(says.length)] ?? '').replaceAll('%d', () => String(random(90_000_000)));
    parts.push(`${at} [${10_000 + random(50_000)}] INFO: ${said}\n`);
    length += parts.at(-1)?.length ?? 0;
  }
  const text = parts.join('');
  await writeFile(file, text);
  const shown = Buffer.from(text.replaceAll('\n', '\r\n'));
  return { file, bytes: shown.length, sum: crc32(shown) };
}

/** Has a terminal print a known file, and looks at every byte that comes. */
export async function transfer(client: TerminalClient, known: KnownFile, within: number): Promise<Transfer> {
  const { promise, resolve, reject } = Promise.withResolvers<Transfer>();
  let begun = 0;
  let held: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let sum = 0;
  const count = (part: Buffer) => {
    bytes += part.length;
    sum = crc32(part, sum);
  };
  const stop = client.listen((chunk) => {
    let data = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    if (begun === 0) {
      const at = data.indexOf(begin);
      if (at === -1) {
        held = Buffer.from(data.subarray(-begin.length));
        return;
      }
      begun = performance.now();
      data = data.subarray(at + begin.length);
    }
    const at = data.indexOf(end);
    if (at === -1) {
      // The last bytes may be the beginning of the end.
      const sure = Math.max(0, data.length - end.length);
      count(data.subarray(0, sure));
      held = Buffer.from(data.subarray(sure));
      return;
    }
    count(data.subarray(0, at));
    const difference = Math.abs(bytes - known.bytes);
    const wrong = difference === 0 && sum !== known.sum ? 1 : difference;
    resolve({ seconds: (performance.now() - begun) / 1_000, wrong });
  });
  const watch = setInterval(() => {
    if (client.hungUp) reject(new HungUpError());
  }, 50);
  const deadline = setTimeout(
    () => reject(new Error(`no end of the log within ${within / 1_000} s, after ${bytes} bytes`)),
    within,
  );
  // The echo of this line holds neither of the two marks.
  client.type(`printf 'BEG%s\\n' IN; cat ${known.file}; printf 'END-OF-%s\\n' THE-LOG\r`);
  try {
    return await promise;
  } finally {
    stop();
    clearInterval(watch);
    clearTimeout(deadline);
  }
}
