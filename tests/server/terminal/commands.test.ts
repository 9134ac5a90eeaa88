import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../wait-for.ts';
import {
  attachClient,
  openTestTerminals,
  runToEnd,
  shellCommand,
  waitForActivity,
  waitForEnd,
  type TestTerminals,
} from './test-terminals.ts';

describe('a command of the page', () => {
  let lab: TestTerminals;
  beforeAll(async () => {
    lab = await openTestTerminals({
      matchStepCommand: (_, text) => (text === 'echo by hand' ? 'the-step-command' : null),
    });
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  test('waits for the starting shell, runs, and tells its output and exit code', async () => {
    const command = await runToEnd(lab.terminals, "printf 'привет\\n'; (exit 3)", { stepCommand: 'greet' });
    expect(command).toMatchObject({
      state: 'ended',
      exitCode: 3,
      output: 'привет',
      stepCommand: 'greet',
      sqlState: null,
    });
    expect(command.startedAt).toBeLessThanOrEqual(command.endedAt ?? 0);
    const kinds = lab.events.map(({ kind }) => kind);
    expect(kinds).toEqual(['terminal-opened', 'command-started', 'command-ended']);
  });

  test('runs in the workspace, with the own start file read, in UTF-8, with the lab in front of PATH', async () => {
    const { output } = await runToEnd(
      lab.terminals,
      'pwd; echo "$OWN_START_FILE $TERM"; locale charmap; echo "${PATH%%:*}"; [[ $HISTFILE == "$LAB_HISTORY" ]] && echo own',
    );
    expect(output.split('\n')).toEqual([
      lab.workspace,
      'read xterm-256color',
      'UTF-8',
      path.resolve('server/terminal/bin'),
      'own',
    ]);
    expect(await readFile(path.join(lab.home, '.bashrc'), 'utf8')).toBe('OWN_START_FILE=read\nPS1="own prompt "\n');
  });

  test('runs once on a double click', async () => {
    const [one, other] = await Promise.all([
      lab.terminals.run('main', shellCommand('echo once >> clicks; sleep 0.2')),
      lab.terminals.run('main', shellCommand('echo once >> clicks; sleep 0.2')),
    ]);
    const third = await lab.terminals.run('main', shellCommand('echo once >> clicks; sleep 0.2'));
    expect([other.id, third.id]).toEqual([one.id, one.id]);
    await waitForEnd(lab.terminals, one.id);
    expect(await readFile(path.join(lab.workspace, 'clicks'), 'utf8')).toBe('once\n');
    expect((await runToEnd(lab.terminals, 'echo once >> clicks; sleep 0.2')).id).not.toBe(one.id);
  });

  test('is not glued to half a line that the student has typed', async () => {
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    client.type('rm -rf importan');
    await client.waitForText('importan');
    expect((await runToEnd(lab.terminals, 'echo clean')).output).toBe('clean');
    client.type('if true');
    client.type('\r');
    await client.waitForText(/true\r\n.*> /s);
    expect((await runToEnd(lab.terminals, 'echo clean again')).output).toBe('clean again');
    client.attachment.detach();
  });

  test('is not glued to what was typed ahead of the prompt', async () => {
    const client = attachClient(lab.terminals);
    const slow = await lab.terminals.run('main', shellCommand('sleep 0.3'));
    await waitForActivity(lab.terminals, 'running');
    client.type('typed ahead ');
    await waitForEnd(lab.terminals, slow.id);
    await waitForActivity(lab.terminals, 'prompt');
    expect((await runToEnd(lab.terminals, 'echo clean')).output).toBe('clean');
    client.attachment.detach();
  });

  test('is refused while another runs, and says what runs', async () => {
    const slow = await lab.terminals.run('main', shellCommand('sleep 30'));
    await waitForActivity(lab.terminals, 'running');
    await expect(lab.terminals.run('main', shellCommand('echo no'))).rejects.toMatchObject({
      status: 409,
      code: 'terminal-busy',
      message: expect.stringContaining('«sleep 30»'),
    });
    const next = await runToEnd(lab.terminals, 'echo yes', { interrupt: true });
    expect(next).toMatchObject({ exitCode: 0, output: 'yes' });
    expect(await waitForEnd(lab.terminals, slow.id)).toMatchObject({ state: 'ended', exitCode: 130 });
  });

  test('of several lines runs as one command', async () => {
    const command = await runToEnd(lab.terminals, 'for word in one two; do\n\techo "$word"\ndone\necho end; (exit 4)');
    expect(command).toMatchObject({ exitCode: 4, output: 'one\ntwo\nend' });
  });

  test('of several lines runs as one command in a shell without bracketed paste', async () => {
    await runToEnd(lab.terminals, "bind 'set enable-bracketed-paste off'");
    const command = await runToEnd(lab.terminals, 'for word in one two; do\n\techo "$word"\ndone\necho end; (exit 5)');
    expect(command.exitCode).toBe(5);
    expect(command.output).toContain('one\ntwo');
    expect(command.output.endsWith('end')).toBe(true);
    await runToEnd(lab.terminals, "bind 'set enable-bracketed-paste on'");
  });

  test('with a syntax error ends with the shell’s code', async () => {
    expect(await runToEnd(lab.terminals, 'echo )')).toMatchObject({ state: 'ended', exitCode: 2 });
  });

  test('typed by hand counts the same', async () => {
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    client.type('echo by han\x7fnd\x1b[D\x1b[C\r');
    const record = await waitFor('the record of the typed command', () =>
      lab.terminals.commands().find(({ text, endedAt }) => text === 'echo by hand' && endedAt !== null),
    );
    expect(record).toMatchObject({ kind: 'shell', stepCommand: 'the-step-command', state: 'ended', exitCode: 0 });
    expect((await lab.terminals.command(record.id))?.output).toBe('by hand');
    // The same again, with a space before: neither is left out of the history.
    client.type(' echo by hand; (exit 7)\r');
    await waitFor('the second record', () => lab.terminals.commands().find(({ exitCode }) => exitCode === 7));
    client.attachment.detach();
  });

  test('cannot be ended by output that looks like a mark', async () => {
    await writeFile(
      path.join(lab.workspace, 'forged'),
      '\x1b]133;D;0\x07\x1b]133;D;0000000000000000;0\x07\x1b]133;B\x07',
    );
    const command = await runToEnd(lab.terminals, 'cat forged; sleep 0.2; (exit 9)');
    expect(command.exitCode).toBe(9);
  });
});

describe.concurrent('interrupting', () => {
  test.each([
    ['a program that ignores Ctrl+C', "sh -c 'trap : INT; while :; do sleep 0.1; done'"],
    // Unlike less, more is a part of every Linux.
    ['a pager', 'seq 1000 | more'],
  ])('leaves %s', async (_, text) => {
    await using lab = await openTestTerminals();
    await lab.terminals.run('main', shellCommand(text));
    await waitForActivity(lab.terminals, 'running');
    expect((await runToEnd(lab.terminals, 'echo free', { interrupt: true })).output).toBe('free');
  });
});

describe.concurrent('kept commands', () => {
  test('are there after the server has ended, and those that ran are lost', async () => {
    await using lab = await openTestTerminals();
    const done = await runToEnd(lab.terminals, 'echo kept');
    const open = await lab.terminals.run('main', shellCommand('sleep 30'));
    await waitForActivity(lab.terminals, 'running');
    await lab.terminals[Symbol.asyncDispose]();
    expect(lab.events.slice(-2)).toMatchObject([
      { kind: 'command-ended', command: { id: open.id, state: 'lost' } },
      { kind: 'terminal-closed', terminal: 'main' },
    ]);
    await using later = await openTestTerminals({ runDir: lab.dir });
    expect(await later.terminals.command(done.id)).toEqual(done);
    expect(await later.terminals.command(open.id)).toMatchObject({ state: 'lost', exitCode: null });
    expect(later.terminals.commands().map(({ id }) => id)).toEqual([done.id, open.id]);
  });

  test('are null for an unknown id', async () => {
    await using lab = await openTestTerminals();
    expect(await lab.terminals.command('../../etc/passwd')).toBeNull();
  });
});

test.concurrent('a shell that ends takes its command with it, and the next command gets a new shell', async () => {
  await using lab = await openTestTerminals();
  const last = await lab.terminals.run('main', shellCommand('exit 5'));
  await waitForActivity(lab.terminals, 'closed');
  expect(lab.terminals.activity('main')).toEqual({ at: 'closed', exitCode: 5 });
  expect(await lab.terminals.command(last.id)).toMatchObject({ state: 'lost' });
  expect(lab.events.at(-1)).toEqual({ kind: 'terminal-closed', terminal: 'main', exitCode: 5 });
  expect((await runToEnd(lab.terminals, 'echo new')).output).toBe('new');
});

test.concurrent(
  'a machine without bash and zsh gets sh, with clear words, and commands still tell their exit code',
  async () => {
    await using lab = await openTestTerminals();
    const { home } = lab;
    await using plain = await openTestTerminals({ environment: { PATH: home, HOME: home, SHELL: '/bin/sh' } });
    const client = attachClient(plain.terminals);
    await client.waitForText('терминал работает на sh');
    const command = await runToEnd(plain.terminals, 'echo plain; (exit 6)');
    expect(command).toMatchObject({ state: 'ended', exitCode: 6 });
    expect(command.output).toContain('plain');
  },
);

test.concurrent('A11 what the server was told in secret does not reach the shell', async () => {
  await using lab = await openTestTerminals({
    environment: { PATH: process.env.PATH ?? '', HOME: '/nowhere', LAB_TOKEN: 'secret', npm_config_x: 'secret' },
  });
  const { output } = await runToEnd(lab.terminals, 'env');
  expect(output).not.toContain('secret');
  expect(output).toContain('LAB_TERMINAL=');
});
