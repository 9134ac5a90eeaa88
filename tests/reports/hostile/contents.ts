import { chainStart, hashLink } from '#bundle/chain.ts';
import { buildReport, type ReportParts } from '../build-report.ts';
import { someCast } from '../recorded-run.ts';
import { changeFile } from '../tamper.ts';
import { shortRun } from './fields.ts';

const at = Date.UTC(2026, 10, 28, 10);

/** A report with these as the JSON of its events. */
const events = (...bodies: string[]) =>
  buildReport({ ...shortRun(), events: bodies.map((json, index) => ({ at: at + index, json })) });
const recording = (text: string) => buildReport({ ...shortRun(), recordings: { main: text } });
const withFile = (path: string, content: string | Uint8Array) =>
  changeFile(buildReport(shortRun()), path, () => content);
const manifest = (change: (manifest: Record<string, unknown>) => unknown) =>
  buildReport({ ...shortRun(), editManifest: (whole) => change({ ...whole }) });

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const deepObject = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
const header = (fields: Record<string, unknown>) =>
  `${JSON.stringify({ version: 2, width: 80, height: 24, timestamp: at / 1_000, ...fields })}\n`;

function manyEvents(count: number): ReportParts {
  const body = '{"kind":"watch","state":"goes-on"}';
  return { ...shortRun(), events: Array.from({ length: count }, (_, index) => ({ at: at + index, json: body })) };
}

/** A million lines that are not worth a hash: who made them did not either. */
function millionLines(): Uint8Array {
  const salt = '0'.repeat(32);
  const hash = Buffer.from(hashLink(chainStart(), { salt: new Uint8Array(16), seq: 1, at, body: '{}' })).toString(
    'hex',
  );
  const lines: string[] = [];
  for (let seq = 1; seq <= 1_000_000; seq += 1) {
    lines.push(`{"seq":${seq},"at":${at},"body":{},"salt":"${salt}","hash":"${hash}"}\n`);
  }
  return withFile('run/journal.ndjson', lines.join(''));
}

/** Reports whose archive is sound and whose content is not. */
export const contents: Readonly<Record<string, () => Uint8Array>> = {
  'a journal of nothing': () => withFile('run/journal.ndjson', ''),
  'a journal that is no JSON': () => withFile('run/journal.ndjson', 'это не журнал\n'.repeat(50)),
  'a journal that is one endless line': () => withFile('run/journal.ndjson', 'x'.repeat(5_000_000)),
  'a journal of line ends': () => withFile('run/journal.ndjson', '\n'.repeat(400_000)),
  'a journal that is not UTF-8': () => withFile('run/journal.ndjson', new Uint8Array(1_000).fill(0xc3)),
  'a journal in UTF-16': () => withFile('run/journal.ndjson', Buffer.from('{"seq":1}\n', 'utf16le')),
  'a journal of a million events': millionLines,
  'a journal of a hundred thousand events': () => buildReport(manyEvents(100_000)),
  'an event of ten megabytes': () => events(JSON.stringify({ kind: 'fact', fact: 'x'.repeat(10_000_000), detail: {} })),
  'an event that is deep': () => events(`{"kind":"fact","fact":"x","detail":${deep}}`),
  'an event of objects in objects': () => events(`{"kind":"fact","fact":"x","detail":${deepObject}}`),
  'an event with a trap of the language': () =>
    events('{"kind":"fact","fact":"x","detail":{"__proto__":{"polluted":"yes"}}}'),
  'an event with a trap, spelled apart': () =>
    events('{"kind":"fact","fact":"x","detail":{"\\u005f_proto__":{"polluted":"yes"},"constructor":"x"}}'),
  'an event of an unknown kind': () =>
    events('{"kind":"toString"}', '{"kind":"constructor"}', '{"kind":"hasOwnProperty"}'),
  'an event that is a list': () => events('[1,2,3]', 'null', '"x"', '1e999', 'true'),
  'an event with wrong fields': () => events('{"kind":"command-ended","command":{"id":{},"exitCode":"0"}}'),
  'an event with numbers beyond numbers': () =>
    events('{"kind":"probe-started","probe":"x","startedBy":"student","rate":1e999,"table":"x","port":-1}'),
  'an event that ends the line early': () => events('{"kind":"fact"},"salt":"x","hash":"y"}'),
  'events of the year 287396': () =>
    buildReport({ ...shortRun(), events: [{ at: 9_007_199_254_740_991, json: '{"kind":"watch","state":"began"}' }] }),
  'a manifest that is a list': () => manifest(() => []),
  'a manifest that is null': () => manifest(() => null),
  'a manifest of a later format': () => manifest((whole) => ({ ...whole, format: 99 })),
  'a manifest without versions': () => manifest(({ versions: _versions, ...rest }) => rest),
  'a manifest with a name of a megabyte': () =>
    manifest((whole) => ({ ...whole, author: { name: 'x'.repeat(1_000_000), group: '' } })),
  'a manifest with endless lists': () =>
    manifest((whole) => ({
      ...whole,
      files: Array.from({ length: 10_000 }, () => ({ path: 'x', bytes: 1, sha256: 'a'.repeat(64) })),
    })),
  'a manifest that vouches for a file elsewhere': () =>
    manifest((whole) => ({ ...whole, files: [{ path: '../../etc/passwd', bytes: 1, sha256: 'a'.repeat(64) }] })),
  'a manifest that is not UTF-8': () => withFile('run/manifest.json', new Uint8Array(100).fill(0xff)),
  'a manifest that is deep': () => withFile('run/manifest.json', deep),
  'a manifest with a trap of the language': () =>
    withFile('run/manifest.json', '{"__proto__":{"format":1},"format":1}'),
  'a signature that is no signature': () => withFile('run/manifest.sig', '{"format":1}'),
  'a signature of zeros': () =>
    withFile(
      'run/manifest.sig',
      `${JSON.stringify({ format: 1, key: '0'.repeat(16), kind: 'workshop', publicKey: '0'.repeat(64), signature: '0'.repeat(128), seal: '0'.repeat(128) })}\n`,
    ),
  'a list of versions that is no list': () => withFile('run/files.json', '{"0":1,"length":1}'),
  'a hundred thousand versions': () =>
    withFile(
      'run/files.json',
      JSON.stringify(Array.from({ length: 100_000 }, () => ({ path: 'x', savedAt: 1, hash: 'a'.repeat(64) }))),
    ),
  'a version that is not UTF-8': () =>
    buildReport({ ...shortRun(), texts: { [`run/files/${'b'.repeat(64)}`]: new Uint8Array(50).fill(0xfe) } }),
  'a hundred thousand checkpoints and more': () => withFile('run/checkpoints.ndjson', '{}\n'.repeat(100_001)),
  'checkpoints that are none': () => withFile('run/checkpoints.ndjson', 'x\n'.repeat(1_000)),
  'a recording of nothing': () => recording(''),
  'a recording that is no recording': () => recording('<script>window.hostileWasHere=1</script>\n'),
  'a recording of version 3': () => recording(header({ version: 3, term: { cols: 80, rows: 24 } })),
  'a terminal a million columns wide': () => recording(header({ width: 1_000_000 })),
  'a terminal without rows': () => recording(header({ height: 0 })),
  'a terminal that becomes a million columns wide': () => recording(`${header({})}[1,"r","1000000x1000000"]\n`),
  'a terminal that becomes something': () => recording(`${header({})}[1,"r","<b>x</b>"]\n`),
  'a recording that runs backwards': () => recording(`${header({})}[5,"o","a"]\n[-1,"o","b"]\n`),
  'a recording that goes on for ever': () => recording(`${header({})}[1e308,"o","a"]\n`),
  'a recording with a line of a megabyte': () => recording(`${header({})}[1,"o","${'x'.repeat(1_000_000)}"]\n`),
  'a recording of twenty-one megabytes': () =>
    recording(header({}) + `[1,"o","${'x'.repeat(1_000)}"]\n`.repeat(21_500)),
  'a recording of a million events': () => recording(header({}) + '[1,"o","x"]\n'.repeat(1_000_000)),
  'a recording of a million colours': () =>
    recording(header({}) + `[1,"o","${'\\u001b[1;31m'.repeat(5_000)}"]\n`.repeat(200)),
  'a recording with an endless title': () =>
    recording(header({}) + `[1,"o","\\u001b]0;${'x'.repeat(200_000)}"]\n`.repeat(20)),
  'a recording with typed keys': () => recording(`${header({})}[1,"i","secret\\r"]\n`),
  'a recording with strange letters': () => recording(`${header({})}[1,"zz","x"]\n[1,5,"x"]\n[1]\n{}\n`),
  'a hundred recordings': () =>
    buildReport({
      ...shortRun(),
      recordings: Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`t${index}`, someCast(at)])),
    }),
};
