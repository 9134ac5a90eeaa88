import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { marksOf, outputOf, readCast } from '../server/recording/test-recordings.ts';
import { startServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';
import { countTo, eventsOf, makeHome, numbersIn, runOf } from './killed-home.ts';
import { openProcessPage, readCommand, startCommand, waitForEnd } from './process-page.ts';

test('a command outlives a killed server: the same shell, every byte once on the screen, in its record and in the recording', async () => {
  await using home = await makeHome();
  await using first = await startServerProcess(home.path);
  const id = await startCommand(
    first,
    'echo shell-$$; for i in $(seq 300); do echo line-$i ёлка; sleep 0.01; done; (exit 7)',
  );
  using before = await openProcessPage(first);
  await before.waitForText('line-100 ');
  await first.end('SIGKILL');
  const seen = numbersIn(before.bytes().toString(), 'line-').at(-1) ?? 0;

  await using second = await startServerProcess(home.path);
  using after = await openProcessPage(second);
  expect(after.frames[0]).toMatchObject({ type: 'attached' });
  const ended = await waitForEnd(second, id);
  expect(ended).toMatchObject({ state: 'ended', exitCode: 7 });
  expect(numbersIn(ended.output, 'line-')).toEqual(countTo(300));
  await after.waitForText('line-300 ');
  expect(numbersIn((await after.screen()).join('\n'), 'line-')).toEqual(countTo(300));
  expect(seen).toBeLessThan(300);

  const [, pid] = /shell-(\d+)/.exec(ended.output) ?? [];
  const again = await waitForEnd(second, await startCommand(second, 'echo shell-$$'));
  expect(again.output).toBe(`shell-${pid}`);

  await second.end('SIGTERM');
  const run = await runOf(home.path);
  const bodies = eventsOf(run);
  const ofCommand = bodies.filter(
    (body) => (body.kind === 'command-started' || body.kind === 'command-ended') && body.command.id === id,
  );
  expect(ofCommand.map(({ kind }) => kind)).toEqual(['command-started', 'command-ended']);
  expect(bodies.filter(({ kind }) => kind === 'terminal-opened')).toHaveLength(1);
  const cast = await readCast(path.join(run, 'recordings'));
  expect(numbersIn(outputOf(cast.events), '\\bline-')).toEqual(countTo(300));
  expect(marksOf(cast.events).filter((mark) => mark?.kind === 'gap')).toEqual([]);
  const begun = marksOf(cast.events).filter((mark) => mark?.kind === 'command-begun');
  expect(begun).toHaveLength(2);
});

test('what is typed by hand, what ends while no server is there, and what a program asks meanwhile', async () => {
  await using home = await makeHome();
  await using first = await startServerProcess(home.path);
  using before = await openProcessPage(first);
  await before.waitForText('133;B;');
  // Asks the terminal for its state while nobody is there, then keeps what is typed: an answer would stand in it.
  before.type(
    "stty raw -echo; echo ready; head -c 1 > typed; echo taken; sleep 2; printf '\\033[5n\\033[c\\033[6n'; head -c 2 >> typed; stty sane; (exit 4)\r",
  );
  await before.waitForText('ready');
  before.type('k');
  await before.waitForText('\ntaken');
  await first.end('SIGKILL');
  await delay(2_500);

  await using second = await startServerProcess(home.path);
  using after = await openProcessPage(second);
  // A page that answers what it draws: only to what it sees live would that be meant.
  after.type('ey');
  await waitFor('the prompt', () => after.frames.some((f) => f.type === 'activity' && f.activity.at === 'prompt'));
  const typed = await waitForEnd(second, await startCommand(second, 'cat typed'));
  expect(typed.output).toBe('key');

  // A shell that ends while no server is there.
  after.type('sleep 1; exit 5\r');
  await waitFor('the command', () =>
    after.frames.some(({ type, ...rest }) => type === 'activity' && JSON.stringify(rest).includes('sleep 1; exit 5')),
  );
  await second.end('SIGKILL');
  await delay(1_500);
  await using third = await startServerProcess(home.path);
  using late = await openProcessPage(third);
  expect(late.frames[0]).toMatchObject({ type: 'attached', activity: { at: 'closed', exitCode: 5 } });
  await third.end('SIGTERM');

  const bodies = eventsOf(await runOf(home.path));
  const ends = bodies.flatMap((body) => (body.kind === 'command-ended' ? [body.command] : []));
  expect(ends.map(({ text, exitCode, state }) => [text.slice(0, 8), exitCode, state])).toEqual([
    ['stty raw', 4, 'ended'],
    ['cat type', 0, 'ended'],
    ['sleep 1;', null, 'lost'],
  ]);
  expect(bodies.flatMap((body) => (body.kind === 'terminal-closed' ? [body.exitCode] : []))).toEqual([5]);
});

test('a flood meanwhile waits for the next server, which takes it up without losing or doubling a byte', async () => {
  await using home = await makeHome();
  await using first = await startServerProcess(home.path);
  using before = await openProcessPage(first);
  const lines = 150_000;
  const id = await startCommand(first, `seq -f 'row-%.0f of a flood that is longer than what is kept of it' ${lines}`);
  await before.waitForText('row-30000 ');
  await first.end('SIGKILL');
  // More than is kept is not said: the program waits in its write.
  await delay(1_000);
  await using second = await startServerProcess(home.path);
  using after = await openProcessPage(second);
  expect(await waitForEnd(second, id)).toMatchObject({ state: 'ended', exitCode: 0 });
  await after.waitForText(`row-${lines} `);
  const screen = numbersIn((await after.screen()).join('\n'), 'row-');
  expect(screen.at(-1)).toBe(lines);
  expect(screen.length).toBeGreaterThan(4_900);
  expect(screen).toEqual(countTo(lines).slice(-screen.length));
  const seen = numbersIn(before.bytes().toString(), 'row-').at(-1) ?? 0;
  expect(seen).toBeLessThan(lines);
});

/** Prompts with the marks of the lab's psqlrc and answers every line; `pause` takes two seconds. */
const standInForPsql = String.raw`nonce=$(sed -n 's/.*133;P;\([0-9a-f]*\).*/\1/p' "$PSQLRC" | head -n 1)
while printf '\033]133;S;%s;00000\007db=# \033]133;P;%s\007' "$nonce" "$nonce"; read -r line; do
  case $line in *pause*) sleep 2 ;; esac
  echo "answer to <$line>"
done
`;

test('a statement goes on in psql and has its SQLSTATE; of several, what a killed server had not typed is not typed', async () => {
  await using home = await makeHome();
  const psql = path.join(home.path, 'psql');
  await writeFile(psql, standInForPsql);
  await using first = await startServerProcess(home.path);
  using page = await openProcessPage(first);
  const shell = await startCommand(first, `sh ${psql}`);
  await page.waitForText('db=# ');
  const one = await startCommand(first, "SELECT 'pause'", 'sql');
  await page.waitForText("SELECT 'pause'");
  await first.end('SIGKILL');

  await using second = await startServerProcess(home.path);
  const ended = await waitForEnd(second, one);
  expect(ended).toMatchObject({
    state: 'ended',
    exitCode: 0,
    sqlState: '00000',
    output: "answer to <SELECT 'pause';>",
  });
  using later = await openProcessPage(second);
  const two = await startCommand(second, "SELECT 'pause', 2; SELECT 'never typed'", 'sql');
  await later.waitForText("SELECT 'pause', 2");
  await second.end('SIGKILL');

  await using third = await startServerProcess(home.path);
  expect(await waitForEnd(third, two)).toMatchObject({ state: 'lost', output: "answer to <SELECT 'pause', 2;>" });
  const three = await waitForEnd(third, await startCommand(third, 'SELECT 3', 'sql'));
  expect(three).toMatchObject({ state: 'ended', output: 'answer to <SELECT 3;>' });
  expect(await readCommand(third, shell)).toMatchObject({ state: 'interactive' });
  using last = await openProcessPage(third);
  expect((await last.screen()).join('\n')).not.toContain('never typed');
});
