import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseCastEvent, parseCastHeader } from '#protocol/cast.ts';
import { parseCommandRecord } from '#protocol/journal-parse.ts';
import { parseRecord } from '#protocol/parse.ts';
import { hashOf } from '../../../server/workspace/text.ts';
import type { Findings } from '../rounds/round.ts';

/** Reads every file of a run that a server has opened again: each is whole, and none was set aside as damaged. */
export async function checkFiles(run: string, { hold }: Findings): Promise<void> {
  for (const entry of await readdir(run, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(run, file);
    hold('readable', !/damaged|unreadable/.test(name), () => `${name} was set aside`);
    try {
      await readWhole(name, file);
    } catch (error) {
      hold('readable', false, () => `${name}: ${String(error)}`);
    }
  }
}

async function readWhole(name: string, file: string): Promise<void> {
  if (name.endsWith('.cast')) return readRecording(await readFile(file, 'utf8'));
  if (/^commands\/.*\.json$/.test(name)) {
    parseCommandRecord(parseRecord(JSON.parse(await readFile(file, 'utf8')), 'command'), 'command');
  }
  const hash = /^workspace\.versions\/([0-9a-f]{64})$/.exec(name)?.[1];
  if (hash !== undefined && hashOf(await readFile(file)) !== hash) throw new Error('the text is another one');
}

function readRecording(text: string): void {
  const [first = '', ...rest] = text.split('\n');
  parseCastHeader(first);
  // The last line may be in the middle of being written: the terminal goes on.
  let before = 0;
  for (const line of rest.slice(0, -1)) {
    const { seconds } = parseCastEvent(line);
    if (seconds < before) throw new Error(`second ${seconds} stands behind second ${before}`);
    before = seconds;
  }
}
