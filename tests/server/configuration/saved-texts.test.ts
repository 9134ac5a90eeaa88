import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSavedTexts } from '../../../server/configuration/saved-texts.ts';
import { openJournal, type Journal } from '../../../server/journal/journal.ts';
import { hashOf } from '../../../server/workspace/text.ts';

let folder: string;
let journal: Journal;
let now = 0;

/** Opens the journal as a server does that starts at this moment. */
function startServer(at: number): void {
  now = at;
  journal = openJournal(path.join(folder, 'journal.sqlite'), () => () => now);
  journal.append({ kind: 'server-started', version: '1' });
}

function save(at: number, text: string): void {
  now = at;
  journal.append({ kind: 'file-saved', path: 'haproxy.cfg', hash: hashOf(text), by: 'page' });
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-saved-'));
  now = 1_000;
});
afterEach(async () => {
  journal[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

describe('the text that a file had at a moment', () => {
  test('is the last that was saved by then, and before the first save the original', () => {
    startServer(1_000);
    using saved = createSavedTexts(journal);
    expect(saved.hashAt('haproxy.cfg', 1_500)).toBeNull();
    saved.begin('haproxy.cfg', 'original');
    save(2_000, 'one');
    save(3_000, 'two');
    expect([1_500, 2_000, 2_999, 3_000].map((at) => saved.hashAt('haproxy.cfg', at))).toEqual(
      ['original', 'one', 'one', 'two'].map(hashOf),
    );
  });

  test('is not known for the time that the server was away, and known again before and after it', () => {
    startServer(1_000);
    save(2_000, 'one');
    journal[Symbol.dispose]();
    startServer(9_000);
    save(9_500, 'two');
    using saved = createSavedTexts(journal);
    saved.begin('haproxy.cfg', 'original');
    expect([1_500, 2_000, 5_000, 9_000, 9_500].map((at) => saved.hashAt('haproxy.cfg', at))).toEqual([
      hashOf('original'),
      hashOf('one'),
      null,
      hashOf('one'),
      hashOf('two'),
    ]);
  });

  test('is a hash only, when another server saw the text itself', () => {
    startServer(1_000);
    save(2_000, 'one');
    using saved = createSavedTexts(journal);
    expect(saved.text(hashOf('one'))).toBeNull();
    saved.remember('one');
    expect(saved.text(hashOf('one'))).toBe('one');
  });
});
