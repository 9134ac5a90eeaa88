// A process of its own for the tests that kill it: records numbered lines without end, says when each one came
// and how far a flush that returned has got.
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { openRecordings } from '../../server/recording/recordings.ts';

const [dir = '', first = '0'] = process.argv.slice(2);
const recordings = await openRecordings({
  dir,
  now: () => Date.now(),
  secrets: () => ['a-secret'],
  report: console.error,
});
const tape = recordings.tape('main');
tape.shellStarted('/bin/sh', { columns: 80, rows: 24 }, 'a-shell');
const scheduled = '/proc/self/schedstat';
/** Milliseconds in which this process could have run and the machine let others run instead. */
const waited = () => (existsSync(scheduled) ? Number(readFileSync(scheduled, 'utf8').split(' ')[1]) / 1e6 : 0);
let next = Number(first);
writeSync(1, 'ready\n');
setInterval(() => {
  const at = Date.now();
  const lines: string[] = [];
  for (let line = 0; line < 20; line += 1) lines.push(`<${next++}> ёлка\r\n`);
  const bytes = Buffer.from(lines.join(''));
  // Cut where it hurts: in the middle of characters.
  const middle = Math.floor(Math.random() * bytes.length);
  tape.output(bytes.subarray(0, middle));
  tape.output(bytes.subarray(middle));
  writeSync(1, `said ${next - 1} ${at} ${waited()}\n`);
}, 5);
// Now and then somebody looks at the recording: the page says then how far it is saved.
setInterval(() => {
  const upTo = next - 1;
  void recordings.flush().then(() => writeSync(1, `saved ${upTo}\n`));
}, 400);
