import { describe, expect, test } from 'vitest';
import { UnreadableReport } from '../../../src/client/review/report.ts';
import { readReport } from '../../../src/client/review/read-report.ts';
import { createShelf } from '../../../src/client/review/shelf.ts';
import { summarise } from '../../../src/client/review/summary.ts';
import { fingerprintOf } from '#bundle/fingerprint.ts';
import { reportOf } from './reports.ts';

/** A shelf that reads as the worker does, in this thread; what is held back waits until it is let go. */
function openShelf(held: ReadonlySet<string> = new Set()) {
  const read: string[] = [];
  const shelf = createShelf({
    changed: () => undefined,
    read: (key) => read.push(key),
    reader: {
      async summarise(file, signal) {
        if (held.has(file.name)) {
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          });
        }
        const report = readReport(new Uint8Array(await file.arrayBuffer()));
        return { summary: summarise(report.bundle, report), fingerprint: fingerprintOf(report.bundle) };
      },
    },
  });
  const states = () => shelf.entries.map(({ file, state }) => `${file.name} ${state}`);
  return { shelf, read, states };
}

const fileOf = (name: string, bytes: Uint8Array | string) =>
  new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], name, { lastModified: 1 });

describe('a shelf of reports', () => {
  test('reads each by itself: a broken one disturbs nobody', async () => {
    const { shelf, states, read } = openShelf();
    shelf.add([fileOf('a.zip', reportOf('Анна')), fileOf('b.zip', 'сломан'), fileOf('c.zip', reportOf('Вера'))]);
    await expect.poll(states, { timeout: 5_000 }).toEqual(['a.zip read', 'b.zip failed', 'c.zip read']);
    expect(shelf.entries[1]?.problem?.message).toMatch(/\.$/);
    expect(read).toHaveLength(2);
  });

  test('recognises the same report in another file, and the same file brought twice', async () => {
    const { shelf, states } = openShelf();
    const bytes = reportOf('Анна');
    shelf.add([fileOf('a.zip', bytes)]);
    await expect.poll(states, { timeout: 5_000 }).toEqual(['a.zip read']);
    expect(shelf.add([fileOf('a.zip', bytes), fileOf('copy.zip', bytes)])).toBe(1);
    await expect.poll(states, { timeout: 5_000 }).toEqual(['a.zip read', 'copy.zip twin']);
    expect(shelf.entries[1]?.problem?.message).toContain('a.zip');
  });

  test('stops reading when it is told to, and reads again what is asked for', async () => {
    const held = new Set(['slow.zip']);
    const { shelf, states } = openShelf(held);
    shelf.add([fileOf('slow.zip', reportOf('Анна')), fileOf('b.zip', reportOf('Борис'))]);
    await expect.poll(states, { timeout: 5_000 }).toEqual(['slow.zip waiting', 'b.zip read']);
    shelf.stop();
    await expect.poll(states, { timeout: 5_000 }).toEqual(['slow.zip stopped', 'b.zip read']);
    held.clear();
    shelf.retry(1);
    await expect.poll(states, { timeout: 5_000 }).toEqual(['slow.zip read', 'b.zip read']);
  });

  test('lets a report go while it is read', async () => {
    const { shelf, states } = openShelf(new Set(['slow.zip']));
    shelf.add([fileOf('slow.zip', reportOf('Анна'))]);
    shelf.remove(1);
    await expect.poll(states, { timeout: 5_000 }).toEqual([]);
  });

  test('does not even try a file larger than a report ever is', async () => {
    const { shelf, states } = openShelf();
    const large = Object.defineProperty(fileOf('large.zip', ''), 'size', { value: 60 * 1024 * 1024 });
    shelf.add([large]);
    await expect.poll(states, { timeout: 5_000 }).toEqual(['large.zip failed']);
    expect(shelf.entries[0]?.problem?.message).toContain('60 МиБ');
  });
});

test('what cannot be read says why in its own words', () => {
  expect(new UnreadableReport({ title: 'Отчёт повреждён', message: 'Журнала нет.', hint: '' }).message).toBe(
    'Отчёт повреждён: Журнала нет.',
  );
});
