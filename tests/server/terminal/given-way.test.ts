import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CommandRecord } from '#protocol/command.ts';
import { openJournal } from '../../../server/journal/journal.ts';
import { openCommandLog } from '../../../server/terminal/command-log.ts';
import { createCommandStore } from '../../../server/terminal/command-store.ts';

test('commands that gave way to newer ones and are told again after a killed server push out none of them', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'lab-commands-'));
  const store = () => createCommandStore(path.join(dir, 'commands'), (error) => expect.unreachable(String(error)));
  const facts = { size: () => ({ columns: 80, rows: 24 }), now: () => journal.now() };
  using journal = openJournal(path.join(dir, 'journal.sqlite'));
  const typed = { terminal: 'main', kind: 'shell', stepCommand: null } as const;
  try {
    {
      await using log = await openCommandLog(store(), journal);
      for (let number = 0; number < 210; number += 1) {
        const command = log.open({ ...typed, text: `echo ${number}` }, { ...facts, id: `id-${number}` });
        command.begin();
        command.output(Buffer.from(`${number}\r\n`));
        command.end({ exitCode: 0, sqlState: null });
      }
    }
    await using log = await openCommandLog(store(), journal);
    for (let number = 0; number < 60; number += 1) {
      const again = log.open({ ...typed, text: `echo ${number}` }, { ...facts, id: `id-${number}` });
      again.begin();
      again.end({ exitCode: 0, sqlState: null });
    }
    const kept: readonly CommandRecord[] = log.records();
    expect(kept).toHaveLength(200);
    for (const number of [10, 50, 59, 60, 209]) {
      expect((await log.withOutput(`id-${number}`))?.output, `of command ${number}`).toBe(String(number));
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
