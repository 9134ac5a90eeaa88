import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findShell } from '../../../server/terminal/shells.ts';
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

/** The real one; `npm test` brings it where it may. */
const zsh = process.env.LAB_ZSH ?? '/usr/bin/zsh';

const ownFiles = {
  '.zshenv': 'OWN_ENV=read\n',
  // What many have: options, hooks, a prompt on the right, aliases, and a PATH that forgets what was in front of it.
  '.zshrc': [
    'OWN_RC=read',
    'setopt prompt_subst extended_glob correct_all hist_ignore_space ksh_arrays',
    "PROMPT='own prompt ' RPROMPT='right prompt'",
    "precmd() { print -n 'own precmd '; }",
    "preexec() { print -n 'own preexec '; }",
    "alias ll='ls -l'",
    'PATH=/usr/local/bin:/usr/bin:/bin',
    'HISTFILE=$HOME/.zsh_history SAVEHIST=100',
    '',
  ].join('\n'),
};

/** Terminals whose user has zsh and start files of his own in `folder` (the home, if none is named). */
async function openZsh(home: string, more: Readonly<Record<string, string>> = {}): Promise<TestTerminals> {
  return openTestTerminals({
    environment: { PATH: process.env.PATH ?? '', HOME: home, SHELL: zsh, ...more },
    matchStepCommand: (_, text) => (text === 'echo by hand' ? 'the-step-command' : null),
  });
}

async function writeOwnFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(ownFiles)) await writeFile(path.join(folder, name), text);
}

async function readOwnFiles(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('.z'));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const)),
  );
}

describe.skipIf(!existsSync(zsh))('a terminal with zsh', () => {
  let base: TestTerminals;
  let lab: TestTerminals;
  let home: string;
  beforeAll(async () => {
    base = await openTestTerminals();
    home = path.join(base.home, 'of zsh');
    await writeOwnFiles(home);
    lab = await openZsh(home);
  });
  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
    await base[Symbol.asyncDispose]();
  });

  test('is what a user gets whose own shell it is', async () => {
    expect(await findShell({ SHELL: zsh, PATH: process.env.PATH ?? '' })).toEqual({ kind: 'zsh', file: zsh });
    const { output } = await runToEnd(lab.terminals, 'echo "${ZSH_VERSION:+zsh} $0"');
    expect(output).toMatch(/^zsh .*zsh$/);
  });

  test('tells the output and the exit code of a command of the page', async () => {
    const command = await runToEnd(lab.terminals, "printf 'привет\\n'; (exit 3)", { stepCommand: 'greet' });
    expect(command).toMatchObject({
      text: "printf 'привет\\n'; (exit 3)",
      state: 'ended',
      exitCode: 3,
      output: 'привет',
      stepCommand: 'greet',
    });
    const kinds = lab.events.map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(['terminal-opened', 'command-started', 'command-ended']);
    expect(kinds).not.toContain('terminal-closed');
  });

  test('reads the user’s own start files, and leaves them and their folder as they were', async () => {
    const { output } = await runToEnd(
      lab.terminals,
      'echo "$OWN_ENV $OWN_RC"; alias ll; echo "${ZDOTDIR-unset}"; locale charmap; [[ $HISTFILE == $LAB_HISTORY ]] && echo history',
    );
    expect(output.split('\n')).toEqual(['read read', "ll='ls -l'", 'unset', 'UTF-8', 'history']);
    expect(await readOwnFiles(home)).toEqual(ownFiles);
  });

  test('puts the lab in front of a PATH that the user has set, so that psql is the lab’s', async () => {
    const { output } = await runToEnd(lab.terminals, 'echo "${PATH%%:*}"; whence -p psql');
    const bin = path.resolve('server/terminal/bin');
    expect(output.split('\n')).toEqual([bin, path.join(bin, 'psql')]);
  });

  test('shows the lab’s prompt and nothing of the user’s', async () => {
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    await runToEnd(lab.terminals, 'echo a line');
    await client.waitForText(process.getuid?.() === 0 ? ' # ' : ' % ');
    const shown = client.bytes().toString();
    for (const own of ['own prompt', 'right prompt', 'own precmd', 'own preexec']) expect(shown).not.toContain(own);
    client.attachment.detach();
  });

  test('counts what is typed by hand the same, also with a space before it', async () => {
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    await waitForActivity(lab.terminals, 'prompt');
    client.type('echo by han\x7fnd\x1b[D\x1b[C\r');
    const record = await waitFor('the record of the typed command', () =>
      lab.terminals.commands().find(({ text, endedAt }) => text === 'echo by hand' && endedAt !== null),
    );
    expect(record).toMatchObject({ kind: 'shell', stepCommand: 'the-step-command', state: 'ended', exitCode: 0 });
    expect((await lab.terminals.command(record.id))?.output).toBe('by hand');
    client.type(' echo by hand; (exit 7)\r');
    const second = await waitFor('the second record', () =>
      lab.terminals.commands().find(({ exitCode }) => exitCode === 7),
    );
    expect(second.text).toBe(' echo by hand; (exit 7)');
    client.attachment.detach();
  });

  test('keeps what would split a mark in the text of a command: percent signs, semicolons, lines, tabs', async () => {
    const text = 'for word in 100%3B "a;b"; do\n\techo "$word"\ndone; (exit 4)';
    expect(await runToEnd(lab.terminals, text)).toMatchObject({ text, exitCode: 4, output: '100%3B\na;b' });
  });

  test('is not glued to half a line that the student has typed', async () => {
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    await waitForActivity(lab.terminals, 'prompt');
    client.type('rm -rf importan');
    await client.waitForText('importan');
    expect((await runToEnd(lab.terminals, 'echo clean')).output).toBe('clean');
    client.type('if true\r');
    await client.waitForText(/true.*> /s);
    expect((await runToEnd(lab.terminals, 'echo clean again')).output).toBe('clean again');
    client.attachment.detach();
  });

  test('lets a command be interrupted, and ends one with a syntax error', async () => {
    const slow = await lab.terminals.run('main', shellCommand('sleep 30'));
    await waitForActivity(lab.terminals, 'running');
    await expect(lab.terminals.run('main', shellCommand('echo no'))).rejects.toMatchObject({ code: 'terminal-busy' });
    expect(await runToEnd(lab.terminals, 'echo yes', { interrupt: true })).toMatchObject({ output: 'yes' });
    expect(await waitForEnd(lab.terminals, slow.id)).toMatchObject({ state: 'ended', exitCode: 130 });
    expect(await runToEnd(lab.terminals, 'echo )')).toMatchObject({ state: 'ended', exitCode: 1 });
  });

  test('cannot be ended by output that looks like a mark', async () => {
    await writeFile(
      path.join(lab.workspace, 'forged'),
      '\x1b]133;D;0\x07\x1b]133;D;0000000000000000;0\x07\x1b]133;B\x07',
    );
    expect((await runToEnd(lab.terminals, 'cat forged; sleep 0.2; (exit 9)')).exitCode).toBe(9);
  });

  test('gives its commands to the history of the next shell, after exit has closed the session', async () => {
    await runToEnd(lab.terminals, 'echo to be remembered');
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    await waitForActivity(lab.terminals, 'prompt');
    client.type('exit 5\r');
    await waitForActivity(lab.terminals, 'closed');
    expect(lab.terminals.activity('main')).toEqual({ at: 'closed', exitCode: 5 });
    expect(lab.events.at(-1)).toEqual({ kind: 'terminal-closed', terminal: 'main', exitCode: 5 });
    expect(lab.terminals.commands().findLast(({ text }) => text === 'exit 5')).toMatchObject({ state: 'lost' });
    expect((await runToEnd(lab.terminals, "fc -l 1 | grep -c 'remembered$'")).output).toBe('1');
    expect(await readOwnFiles(home)).toEqual(ownFiles);
    expect(lab.reported).toEqual([]);
    client.attachment.detach();
  });
});

describe.skipIf(!existsSync(zsh)).concurrent('start files of zsh', () => {
  test('are found in the ZDOTDIR that the user has, and it stays his', async () => {
    await using base = await openTestTerminals();
    const folder = path.join(base.home, 'dot');
    await writeOwnFiles(folder);
    await using lab = await openZsh(base.home, { ZDOTDIR: folder });
    expect((await runToEnd(lab.terminals, 'echo "$OWN_ENV $OWN_RC $ZDOTDIR"')).output).toBe(`read read ${folder}`);
    expect(await readOwnFiles(folder)).toEqual(ownFiles);
  });

  test('are found where the user’s own .zshenv says', async () => {
    await using base = await openTestTerminals();
    const folder = path.join(base.home, 'config');
    await writeOwnFiles(folder);
    await writeFile(path.join(base.home, '.zshenv'), `ZDOTDIR=${folder}\n`);
    await using lab = await openZsh(base.home);
    expect((await runToEnd(lab.terminals, 'echo "$OWN_RC $ZDOTDIR"')).output).toBe(`read ${folder}`);
  });

  test('may be missing: a user without any gets a prompt and no question', async () => {
    await using base = await openTestTerminals();
    await using lab = await openZsh(base.home);
    expect(await runToEnd(lab.terminals, 'echo ready')).toMatchObject({ exitCode: 0, output: 'ready' });
    expect(await readOwnFiles(base.home)).toEqual({});
  });
});
