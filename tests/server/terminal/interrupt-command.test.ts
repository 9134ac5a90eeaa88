import { expect, test } from 'vitest';
import { openTestTerminals, runToEnd, shellCommand, waitForActivity } from './test-terminals.ts';

test('a command is stopped by its id, and says that it was', async () => {
  await using lab = await openTestTerminals();
  const { id } = await lab.terminals.run('main', shellCommand('sleep 600'));
  await waitForActivity(lab.terminals, 'running');
  expect(await lab.terminals.interrupt(id)).toMatchObject({ id, state: 'ended', exitCode: 130 });
  expect((await runToEnd(lab.terminals, 'echo after')).output).toBe('after');
});

test('stopping what has ended leaves alone what runs now', async () => {
  await using lab = await openTestTerminals();
  const first = await runToEnd(lab.terminals, 'true');
  const { id } = await lab.terminals.run('main', shellCommand('sleep 600'));
  await waitForActivity(lab.terminals, 'running');
  expect(await lab.terminals.interrupt(first.id)).toMatchObject({ id: first.id, exitCode: 0 });
  expect((await lab.terminals.command(id))?.state).toBe('running');
  expect(await lab.terminals.interrupt('unknown')).toBeNull();
  await lab.terminals.interrupt(id);
});
