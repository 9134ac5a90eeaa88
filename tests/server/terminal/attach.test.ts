import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { terminalLimits } from '#protocol/terminal.ts';
import { createHeadless } from '../../../server/terminal/headless.ts';
import { waitFor } from '../../wait-for.ts';
import {
  attachClient,
  defaultSize,
  openTestTerminals,
  runToEnd,
  shellCommand,
  waitForActivity,
  waitForEnd,
} from './test-terminals.ts';

async function screenOf(bytes: Buffer, size = defaultSize): Promise<string> {
  const { terminal, serialize } = createHeadless({ ...size, scrollback: 10_000 });
  await new Promise<void>((resolve) => {
    terminal.write(bytes, resolve);
  });
  return serialize();
}

describe('a client that attaches', () => {
  test('sees the screen that a client sees who was there from the start, and every later byte once', async () => {
    await using lab = await openTestTerminals();
    const first = attachClient(lab.terminals);
    await lab.terminals.run(
      'main',
      shellCommand('for i in $(seq 3000); do printf "\\e[3%dmстрока %d\\e[0m\\n" $((i % 8)) $i; done'),
    );
    const later = [];
    for (let round = 0; round < 8; round += 1) {
      const seen = first.bytes().length;
      await waitFor('more output', () => first.bytes().length > seen || lab.terminals.activity('main').at === 'prompt');
      later.push(attachClient(lab.terminals));
    }
    await waitForEnd(lab.terminals, lab.terminals.commands()[0]?.id ?? '');
    await runToEnd(lab.terminals, 'echo the end');
    await waitFor(
      'the last prompt',
      () => first.bytes().lastIndexOf('133;B;') > first.bytes().lastIndexOf('the end\r\n'),
    );
    const expected = await screenOf(first.bytes());
    for (const client of later) {
      await waitFor('the same end', () => client.bytes().subarray(-20).equals(first.bytes().subarray(-20)));
      expect(await screenOf(client.bytes())).toBe(expected);
      expect(first.bytes().subarray(-client.live().length).equals(client.live())).toBe(true);
    }
  });

  test('that comes back is sent what it has missed, each byte once, and nothing of what it shows', async () => {
    await using lab = await openTestTerminals();
    const first = attachClient(lab.terminals);
    const witness = attachClient(lab.terminals);
    await runToEnd(lab.terminals, 'for i in $(seq 300); do echo "строка $i"; done');
    await waitFor('the prompt', () => first.bytes().equals(witness.bytes()));
    const attached = await first.waitForFrame('attached');
    if (attached.type !== 'attached') throw new Error('it is not');
    const { screen, position } = attached.shown;
    const shown = { screen, position: position + first.live().length };
    first.attachment.detach();
    await runToEnd(lab.terminals, 'echo mis""sed');
    const again = attachClient(lab.terminals, 'main', { ...defaultSize, shown });
    const { screenBytes } = { screenBytes: 0, ...(await again.waitForFrame('attached')) };
    expect(again.frames[0]).toMatchObject({ goesOn: true, shown: { screen } });
    await runToEnd(lab.terminals, 'echo la""ter');
    await waitFor('the same end', () => Buffer.concat([first.bytes(), again.bytes()]).equals(witness.bytes()));
    expect(again.bytes().subarray(0, screenBytes).toString()).toContain('missed');
  });

  test.each([
    ['another screen', { screen: 'of another server' }],
    ['a place that was never reached', { position: 1_000_000 }],
    ['a screen of another size', {}, { columns: 60, rows: 20 }],
  ])('that shows %s is sent the whole screen', async (_what, wrong, size = defaultSize) => {
    await using lab = await openTestTerminals();
    const first = attachClient(lab.terminals);
    await runToEnd(lab.terminals, 'echo early');
    const attached = await first.waitForFrame('attached');
    if (attached.type !== 'attached') throw new Error('it is not');
    const shown = { ...attached.shown, position: attached.shown.position + first.live().length, ...wrong };
    first.attachment.detach();
    const again = attachClient(lab.terminals, 'main', { ...size, shown });
    expect(await again.waitForFrame('attached')).toMatchObject({ goesOn: false });
    await again.waitForText('early');
  });

  test('comes back to a full-screen program with its modes', async () => {
    await using lab = await openTestTerminals();
    const first = attachClient(lab.terminals);
    const fullScreen = String.raw`printf '\033[?1049h\033[?1h\033='; seq 23; read -r key; printf '\033[?1l\033>\033[?1049l'`;
    await lab.terminals.run('main', shellCommand(fullScreen));
    await first.waitForText('\x1b[?1049h');
    await first.waitForText(/23\r\n/);
    first.attachment.detach();
    const second = attachClient(lab.terminals);
    await second.waitForFrame('attached');
    await second.waitForText('23');
    expect(await screenOf(second.bytes())).toBe(await screenOf(first.bytes()));
    expect(second.bytes().toString()).toContain('\x1b[?1049h');
    expect(second.bytes().toString()).toContain('\x1b[?1h');
    second.type('\r');
    await waitForActivity(lab.terminals, 'prompt');
  });

  test('to a name that is not on the list gets 404 and makes no terminal (A12)', async () => {
    await using lab = await openTestTerminals();
    expect(() => attachClient(lab.terminals, 'other')).toThrow(expect.objectContaining({ status: 404 }));
    await expect(lab.terminals.run('other', shellCommand('echo'))).rejects.toMatchObject({ status: 404 });
    expect(lab.events).toEqual([]);
  });
});

/** Queries that a terminal answers: device attributes, status, cursor, modes, settings, colours, titles, clipboard. */
const probes = [
  '\x1b[c', '\x1b[>c', '\x1b[=c', '\x1b[5n', '\x1b[6n', '\x1b[?6n', '\x1b[?2026$p', '\x1b[4$p', '\x1bP$qm\x1b\\',
  '\x1bP$q"p\x1b\\', '\x1b]4;1;?\x07', '\x1b]10;?\x07', '\x1b]11;?\x07', '\x1b]52;c;?\x07', '\x1b[21t', '\x05',
]; // prettier-ignore
/** What xterm answers to them. */
const answers = [
  '\x1b[?1;2c',
  '\x1b[>0;276;0c',
  '\x1b[0n',
  '\x1b[3;1R',
  '\x1b[?3;1R',
  '\x1b[?2026;2$y',
  '\x1bP1$r0m\x1b\\',
  '\x1b]11;rgb:0/0/0\x1b\\',
];

describe('T1 a replay', () => {
  test('types nothing into the shell, neither by the server nor by a page that answers it', async () => {
    await using lab = await openTestTerminals();
    await writeFile(path.join(lab.workspace, 'probes'), probes.join(''));
    await runToEnd(lab.terminals, 'cat probes');
    await lab.terminals.run('main', shellCommand('stty raw -echo; echo ready; cat > typed; stty sane'));
    await waitForActivity(lab.terminals, 'running');
    const page = attachClient(lab.terminals);
    page.read(false);
    await page.waitForText('ready');
    // A page that answers what it draws, while it draws the screen it was sent.
    for (const answer of answers) page.type(answer);
    page.read(true);
    page.type('x');
    const typed = path.join(lab.workspace, 'typed');
    await waitFor('the typed key', async () => (await readFile(typed, 'utf8')).includes('x'));
    expect(await readFile(typed, 'utf8')).toBe('x');
    // The same answers are meant when the program asks now; of two pages one answers.
    const second = attachClient(lab.terminals);
    await second.waitForFrame('attached');
    await waitFor('the second page to have drawn its screen', () => second.bytes().length > 0);
    second.type('\x1b[0n');
    page.type('\x1b[0n');
    page.type('y');
    await waitFor('the next key', async () => (await readFile(typed, 'utf8')).includes('y'));
    expect(await readFile(typed, 'utf8')).toBe('x\x1b[0ny');
  });
});

describe('sizes', () => {
  test('of the client that typed last is the size of the terminal, and the others are told', async () => {
    await using lab = await openTestTerminals();
    const one = attachClient(lab.terminals, 'main', { columns: 90, rows: 20 });
    expect(await one.waitForFrame('attached')).toMatchObject({ columns: 90, rows: 20 });
    const other = attachClient(lab.terminals, 'main', { columns: 60, rows: 10 });
    expect(await other.waitForFrame('attached')).toMatchObject({ columns: 90, rows: 20 });
    await waitForActivity(lab.terminals, 'prompt');
    other.type('stty size\r');
    await other.waitForText('10 60');
    expect(await one.waitForFrame('size')).toEqual({ type: 'size', columns: 60, rows: 10 });
    one.attachment.resize({ columns: 100, rows: 30 });
    expect(await other.waitForFrame('size')).toEqual({ type: 'size', columns: 100, rows: 30 });
    expect((await runToEnd(lab.terminals, 'stty size')).output).toBe('30 100');
  });
});

describe('flow control', () => {
  test('a reader that stops pauses the pty, bounds the memory, and misses no byte afterwards', async () => {
    await using lab = await openTestTerminals();
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    const lines = 150_000;
    client.read(false);
    await lab.terminals.run('main', shellCommand(`stty -onlcr; seq ${lines}; echo done`));
    const before = await steady(() => client.bytes().length);
    expect(before).toBeGreaterThan(terminalLimits.window);
    expect(before).toBeLessThan(terminalLimits.window + 256 * 1024);
    expect(lab.terminals.activity('main').at).toBe('running');
    client.read(true);
    await waitForActivity(lab.terminals, 'prompt');
    await client.waitForText('\ndone\n');
    const text = client.bytes().toString();
    const from = text.indexOf('\x07', text.indexOf('133;C;')) + 1;
    const sent = text.slice(from, text.indexOf('done\n', from));
    const expected = Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join('');
    expect(sent.length).toBe(expected.length);
    expect(sha256(sent)).toBe(sha256(expected));
  });

  test('a client that is gone holds nobody up', async () => {
    await using lab = await openTestTerminals();
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    client.read(false);
    const { id } = await lab.terminals.run('main', shellCommand('seq 150000'));
    await steady(() => client.bytes().length);
    client.attachment.detach();
    expect(await waitForEnd(lab.terminals, id)).toMatchObject({ exitCode: 0 });
  });

  test('the last bytes of a shell that ends while its reader stands still arrive', async () => {
    await using lab = await openTestTerminals();
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    client.read(false);
    await lab.terminals.run('main', shellCommand('exec sh -c "seq 150000; echo last words"'));
    await steady(() => client.bytes().length);
    client.read(true);
    await waitForActivity(lab.terminals, 'closed');
    await client.waitForText('last words');
    expect(client.bytes().toString()).toContain('\n150000\r\nlast words\r\n');
  });
});

test('a closed terminal gets a new shell when asked for it, and not before', async () => {
  await using lab = await openTestTerminals();
  const client = attachClient(lab.terminals);
  await waitForActivity(lab.terminals, 'prompt');
  client.type('printf "\\e[?1049h"; exit 3\r');
  await waitForActivity(lab.terminals, 'closed');
  const late = attachClient(lab.terminals);
  expect(await late.waitForFrame('attached')).toMatchObject({ activity: { at: 'closed', exitCode: 3 } });
  client.attachment.restart();
  client.attachment.restart();
  await waitForActivity(lab.terminals, 'prompt');
  expect(client.bytes().toString()).toContain('\x1b[?1049l');
  expect(lab.events.filter(({ kind }) => kind === 'terminal-opened')).toHaveLength(2);
});

test('typed text reaches the shell in UTF-8, cut anywhere', async () => {
  await using lab = await openTestTerminals();
  const client = attachClient(lab.terminals);
  await client.waitForFrame('attached');
  await waitForActivity(lab.terminals, 'prompt');
  for (const byte of Buffer.from("printf '%s\\n' 'ёлка 日本'\r")) client.attachment.input(Buffer.from([byte]));
  await client.waitForText('\x07ёлка 日本\r\n');
  expect(lab.terminals.commands().at(-1)?.text).toBe("printf '%s\\n' 'ёлка 日本'");
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Waits until a number has stood still for a while. */
async function steady(read: () => number): Promise<number> {
  let last = -1;
  let since = performance.now();
  return waitFor('a number to stand still', () => {
    const now = read();
    if (now !== last) since = performance.now();
    last = now;
    return now > 0 && performance.now() - since > 400 ? now : null;
  });
}
