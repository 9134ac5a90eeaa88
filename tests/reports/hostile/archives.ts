import { deflateRawSync } from 'node:zlib';
import { openArchive } from '#bundle/archive.ts';
import { buildReport } from '../build-report.ts';
import { createDice } from '../../unit/recording/dice.ts';
import { shortRun } from './fields.ts';
import { rawZip, type RawEntry } from './raw-zip.ts';

const most = 1 << 28;

/** The files of a sound report, to be packed by a stranger. */
function soundEntries(): RawEntry[] {
  const archive = openArchive(buildReport(shortRun()));
  return archive.paths.map((path) => ({ name: path, content: archive.read(path, most) }));
}

const withEntry = (...entries: RawEntry[]) => rawZip([...soundEntries(), ...entries]);
/** So many zeros, deflated: a thousandth of them. */
const zeros = (bytes: number) => deflateRawSync(Buffer.alloc(bytes));

const names: Readonly<Record<string, string | Uint8Array>> = {
  'a folder above': '../../.bashrc',
  'a folder above, in the middle': 'run/../../.bashrc',
  'the root': '/etc/cron.d/x',
  'a drive of Windows': 'C:/Windows/x.dll',
  'a folder above, as Windows writes it': '..\\..\\x.exe',
  'a share of Windows': '\\\\server\\share\\x',
  'a character of no length': 'run/\0x',
  'a line end': 'run/x\ny',
  'an escape sequence': 'run/\u001b]0;x\u0007',
  'signs of direction': 'run/\u202egnp.exe',
  'letters with marks apart': 'run/и\u0306.txt',
  'no UTF-8': new Uint8Array([0x72, 0x75, 0x6e, 0x2f, 0xff, 0xfe]),
  'a name without end': `run/${'x'.repeat(5_000)}`,
  nothing: '',
  'a dot': 'run/./x',
  'a script': 'run/<img src=x onerror=alert(1)>',
  'a trap of the language': '__proto__/x y',
};

/** Archives that are traps, broken, or not what they say. */
export const archives: Readonly<Record<string, () => Uint8Array>> = {
  ...Object.fromEntries(
    Object.entries(names).map(([what, name]) => [`a file named by ${what}`, () => withEntry({ name, content: 'x' })]),
  ),
  'a link': () => withEntry({ name: 'run/link', content: '/etc/passwd', mode: 0o120777 }),
  'an encrypted file': () => withEntry({ name: 'run/secret', content: 'x', flags: (1 << 11) | 1 }),
  'a file that is packed in an unknown way': () => withEntry({ name: 'run/x', content: 'x', method: 99 }),
  'a file twice': () => withEntry({ name: 'run/manifest.json', content: '{}' }),
  'a file twice, in capitals': () => withEntry({ name: 'RUN/Manifest.json', content: '{}' }),
  'a file with two names': () => withEntry({ name: 'run/x', localName: 'run/y', content: 'x' }),
  'a file of two sizes': () => withEntry({ name: 'run/x', content: 'xx', localSize: 1 }),
  'files that lie upon each other': () => withEntry({ name: 'run/x', localName: 'README.md', content: '', offset: 0 }),
  'a file that begins nowhere': () => withEntry({ name: 'run/x', content: 'x', offset: 0xfffffff0 }),
  'more files than there are': () => rawZip(soundEntries(), { count: 60_000 }),
  'three thousand files': () =>
    withEntry(...Array.from({ length: 3_000 }, (_, index) => ({ name: `run/files/${index}`, content: '' }))),
  'a bomb that tells its size': () => withEntry({ name: 'run/x', packed: zeros(20 << 20), size: 300 << 20 }),
  'a bomb that tells a small size': () =>
    rawZip([
      ...soundEntries().filter(({ name }) => name !== 'run/journal.ndjson'),
      { name: 'run/journal.ndjson', packed: zeros(100 << 20), size: 1_000 },
    ]),
  'a bomb of many files': () => {
    const packed = zeros(20 << 20);
    return withEntry(
      ...Array.from({ length: 40 }, (_, index) => ({ name: `run/files/${index}`, packed, size: 20 << 20 })),
    );
  },
  'a bomb whose files share their bytes': () => {
    const packed = zeros(20 << 20);
    const first: RawEntry = { name: 'run/0', packed, size: 20 << 20 };
    return rawZip([first, ...Array.from({ length: 500 }, () => ({ ...first, packed: new Uint8Array(), offset: 0 }))]);
  },
  'a stored file of a wrong size': () => withEntry({ name: 'run/x', content: 'x', method: 0, size: 1_000_000 }),
  'bytes that do not unpack': () =>
    rawZip(
      soundEntries().map((entry) =>
        entry.name === 'run/journal.ndjson' ? { ...entry, packed: new Uint8Array(200).fill(0xaa) } : entry,
      ),
    ),
  'a page before the archive': () =>
    rawZip(soundEntries(), { before: Buffer.from('<!doctype html><script>window.hostileWasHere=1</script>') }),
  'a page behind the archive': () =>
    rawZip(soundEntries(), { after: Buffer.from('<script>window.hostileWasHere=1</script>') }),
  'a comment that is a page': () =>
    rawZip(soundEntries(), { comment: Buffer.from('<script>window.hostileWasHere=1</script>') }),
  'a PDF': () => Buffer.from('%PDF-1.7\n<script>window.hostileWasHere=1</script>'),
  'no byte': () => new Uint8Array(),
  'the end of an archive alone': () => rawZip([]),
  noise: () => {
    const dice = createDice(3);
    return Uint8Array.from({ length: 40_000 }, () => dice.below(256));
  },
  'sixty megabytes of zeros': () => new Uint8Array(60 << 20),
  ...Object.fromEntries(
    [1, 5, 10, 25, 50, 75, 90, 99].map((percent) => [
      `the first ${percent} % of a report`,
      () => {
        const whole = buildReport(shortRun());
        return whole.subarray(0, Math.floor((whole.length * percent) / 100));
      },
    ]),
  ),
};
