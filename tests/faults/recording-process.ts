// A process of its own for the test that kills it: records numbered lines without end and says when each one came.
import { writeSync } from 'node:fs';
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
let next = Number(first);
setInterval(() => {
  const lines: string[] = [];
  for (let line = 0; line < 20; line += 1) lines.push(`<${next++}> ёлка\r\n`);
  const bytes = Buffer.from(lines.join(''));
  // Cut where it hurts: in the middle of characters.
  const middle = Math.floor(Math.random() * bytes.length);
  tape.output(bytes.subarray(0, middle));
  tape.output(bytes.subarray(middle));
  writeSync(1, `${next - 1} ${Date.now()}\n`);
}, 5);
