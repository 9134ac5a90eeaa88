import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isCheckpointOf } from '#bundle/checkpoint.ts';
import type { EventBody } from '#protocol/journal.ts';
import { openJournal } from '../../../server/journal/journal.ts';
import { keepCheckpoints, type CheckpointKeeperOptions } from '../../../server/report/bundle/checkpoint-keeper.ts';
import { someKey } from '../../reports/build-report.ts';
import { waitFor } from '../../wait-for.ts';

const opened: EventBody = { kind: 'step-opened', step: 'build' };
const checked: EventBody = {
  kind: 'check-result',
  result: { id: 'image-built', outcome: 'passed', message: '', observed: '', expected: '' },
};
let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-checkpoints-'));
});
afterEach(() => rm(dir, { recursive: true }));

function keep(journal: CheckpointKeeperOptions['journal'], times: { every: number; afterCheck: number }) {
  const report = (error: unknown) => {
    throw error;
  };
  return keepCheckpoints({ journal, run: 'a-run', secret: someKey, report, ...times });
}

describe('checkpoints', () => {
  test('are signed while events come, one for many events', async () => {
    using journal = openJournal(join(dir, 'journal.sqlite'));
    using keeper = keep(journal, { every: 20, afterCheck: 1_000_000 });
    for (let index = 0; index < 5; index += 1) journal.append(opened);
    await waitFor('a checkpoint', () => journal.chain.checkpoints().length === 1);
    const [first] = journal.chain.checkpoints();
    expect(first).toMatchObject({ seq: 5, hash: Buffer.from(journal.chain.head().hash).toString('hex') });
    expect(first && isCheckpointOf('a-run', first)).toBe(true);
    expect(first && isCheckpointOf('another-run', first)).toBe(false);
    expect(keeper.sign()).toHaveLength(1);
  });

  test('are signed soon after a check, though the next one is far away', async () => {
    using journal = openJournal(join(dir, 'journal.sqlite'));
    using _keeper = keep(journal, { every: 1_000_000, afterCheck: 10 });
    journal.append(opened);
    journal.append(checked);
    const signed = await waitFor('a checkpoint', () => journal.chain.checkpoints().at(-1));
    expect(signed.seq).toBe(2);
  });

  test('are signed at the end of a server and go on in the next, but not without anything new', () => {
    for (let opening = 0; opening < 2; opening += 1) {
      using journal = openJournal(join(dir, 'journal.sqlite'));
      using _keeper = keep(journal, { every: 1_000_000, afterCheck: 1_000_000 });
      journal.append(opened);
    }
    using journal = openJournal(join(dir, 'journal.sqlite'));
    using keeper = keep(journal, { every: 1_000_000, afterCheck: 1_000_000 });
    expect(keeper.sign().map(({ seq }) => seq)).toEqual([1, 2]);
    expect(keeper.sign()).toHaveLength(2);
  });
});
