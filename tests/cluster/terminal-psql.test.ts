import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TerminalsOptions } from '../../server/terminal/terminals.ts';
import { writePassFile } from '../../server/terminal/pass-file.ts';
import {
  attachClient,
  openTestTerminals,
  runToEnd,
  shellCommand,
  waitForActivity,
  waitForEnd,
  type TestTerminals,
} from '../server/terminal/test-terminals.ts';
import { waitFor } from '../wait-for.ts';

const run = promisify(execFile);
const password = String.raw`a:pass\word`;
let container: string;
let port: string;

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { timeout: 60_000 });
  return stdout.trim();
}

beforeAll(async () => {
  container = await docker('run', '-d', '-e', `POSTGRES_PASSWORD=${password}`, '-p', '127.0.0.1::5432', 'postgres:15');
  port = (await docker('port', container, '5432/tcp')).split(':').at(-1) ?? '';
  await waitFor(
    'PostgreSQL over TCP',
    () => docker('exec', container, 'pg_isready', '-h', '127.0.0.1', '-U', 'postgres'),
    { within: 60_000, every: 250 },
  );
});
afterAll(async () => {
  await docker('rm', '-f', '-v', container);
});

/** A PATH without psql, so that the wrapper takes the image's. */
async function pathWithoutPsql(folder: string): Promise<string> {
  await mkdir(folder);
  for (const program of ['bash', 'sh', 'docker', 'id', 'test', 'sed', 'cat', 'dirname', 'ls', 'sleep']) {
    const { stdout } = await run('sh', ['-c', `command -v ${program}`]);
    if (stdout.startsWith('/')) await symlink(stdout.trim(), path.join(folder, program));
  }
  return folder;
}

const sql = { kind: 'sql' } as const;

describe.each(['the machine’s psql', 'the psql of the image'])('%s', (which) => {
  const labs = new AsyncDisposableStack();
  let lab: TestTerminals;
  let psql: string;
  let usesMachinesPsql: boolean;

  beforeAll(async () => {
    const seen = which.includes('image') ? null : await run('sh', ['-c', 'command -v psql']).catch(() => null);
    const open = async (options: Partial<TerminalsOptions> = {}) =>
      labs.use(
        await openTestTerminals({
          ...options,
          matchStepCommand: (_, text) => (/^SELECT\s+\*\s+FROM test_table;?$/.test(text) ? 'select-rows' : null),
        }),
      );
    lab = await open();
    usesMachinesPsql = seen !== null;
    if (!usesMachinesPsql) {
      const folder = await pathWithoutPsql(path.join(lab.home, 'bin'));
      lab = await open({ environment: { PATH: folder, HOME: lab.home, SHELL: '/bin/bash' } });
    }
    await docker('exec', container, 'psql', '-U', 'postgres', '-qc', 'DROP TABLE IF EXISTS test_table');
    await writePassFile(lab.dir, { user: 'postgres', password });
    await writeFile(path.join(lab.home, '.psqlrc'), '\\set own_start_file read\n');
    psql = `psql -h 127.0.0.1 -p ${port} -U postgres`;
  });
  afterAll(() => labs.disposeAsync());

  async function openPsql(): Promise<string> {
    if (lab.terminals.activity('main').at === 'psql-prompt') return '';
    const { id } = await lab.terminals.run('main', shellCommand(psql));
    await waitFor('psql’s prompt', () => lab.terminals.activity('main').at === 'psql-prompt', { within: 20_000 });
    return id;
  }

  test('opens without a password prompt, and its command is interactive', async () => {
    await expect(lab.terminals.run('main', shellCommand('SELECT 1', sql))).rejects.toMatchObject({
      code: 'psql-needed',
    });
    const id = await openPsql();
    expect(await lab.terminals.command(id)).toMatchObject({ state: 'interactive', exitCode: null });
    expect(await lab.terminals.run('main', shellCommand(psql))).toMatchObject({ id });
  });

  test('runs the seed’s statements one after another, the last without its semicolon', async () => {
    await openPsql();
    const command = await runToEnd(
      lab.terminals,
      "CREATE TABLE test_table (id int, data varchar);\nINSERT INTO test_table VALUES('2', 'data for replic');\nSELECT * FROM test_table",
      sql,
    );
    expect(command).toMatchObject({ state: 'ended', exitCode: 0, sqlState: '00000' });
    expect(command.output).toContain('CREATE TABLE');
    expect(command.output).toContain('INSERT 0 1');
    expect(command.output).toMatch(/2 \| data for replic/);
    expect(command.output).not.toMatch(/postgres=#/);
  });

  test('stops at the first error and tells its SQLSTATE', async () => {
    await openPsql();
    const command = await runToEnd(lab.terminals, 'SELECT 1; SELECT * FROM nowhere; SELECT 3', sql);
    expect(command).toMatchObject({ exitCode: 1, sqlState: '42P01' });
    expect(command.output).toContain('ERROR:');
    const refused = await runToEnd(
      lab.terminals,
      "BEGIN READ ONLY; INSERT INTO test_table VALUES('3', 'data error')",
      sql,
    );
    expect(refused).toMatchObject({ exitCode: 1, sqlState: '25006' });
    expect(await runToEnd(lab.terminals, 'ROLLBACK', sql)).toMatchObject({ exitCode: 0, sqlState: '00000' });
  });

  test('runs statements of several lines, quotes, dollar quotes, and commands of psql', async () => {
    await openPsql();
    const several = await runToEnd(
      lab.terminals,
      "DO $$\nBEGIN\n\tRAISE NOTICE 'a;b';\nEND\n$$;\nSELECT 'x;y'\nAS z",
      sql,
    );
    expect(several).toMatchObject({ exitCode: 0 });
    expect(several.output).toContain('a;b');
    expect(several.output).toContain('x;y');
    const described = await runToEnd(lab.terminals, String.raw`\d test_table`, sql);
    expect(described).toMatchObject({ exitCode: 0, sqlState: null });
    expect(described.output).toContain('character varying');
    expect((await runToEnd(lab.terminals, String.raw`\conninfo`, sql)).output).toContain(port);
  });

  test('a long result does not end in a pager', async () => {
    await openPsql();
    const command = await runToEnd(lab.terminals, 'SELECT * FROM generate_series(1, 500)', sql);
    expect(command.output).toContain('(500 rows)');
  });

  test('a statement typed by hand counts the same', async () => {
    await openPsql();
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    client.type('SELECT  *\rFROM test_tablx\x7fe;\r');
    const record = await waitFor('the typed statement', () =>
      lab.terminals.commands().find(({ stepCommand }) => stepCommand === 'select-rows'),
    );
    expect(record).toMatchObject({ kind: 'sql', text: 'SELECT  *\nFROM test_table;', exitCode: 0, sqlState: '00000' });
    expect((await lab.terminals.command(record.id))?.output).toContain('data for replic');
    client.attachment.detach();
  });

  test.each(['\\q\r', 'exit\r', '\x04'])(
    'leaving psql by hand with %j is a command, though no prompt of psql follows',
    async (keys) => {
      await openPsql();
      const client = attachClient(lab.terminals);
      await client.waitForFrame('attached');
      const before = lab.terminals.commands().length;
      client.type(keys);
      await waitForActivity(lab.terminals, 'prompt');
      const record = await waitFor('the record', () => lab.terminals.commands().slice(before).at(0));
      expect(record.text).toMatch(/^(?:\\q|exit)/);
      expect(record).toMatchObject({ exitCode: 0, sqlState: null, state: 'ended' });
      client.attachment.detach();
    },
  );

  test('half a statement is cleared, a running one is interrupted', async () => {
    await openPsql();
    const client = attachClient(lab.terminals);
    await client.waitForFrame('attached');
    client.type('DROP TABLE');
    await client.waitForText('DROP TABLE');
    expect((await runToEnd(lab.terminals, 'SELECT 40 + 2', sql)).output).toContain('42');
    client.type('SELECT (\r');
    await waitForActivity(lab.terminals, 'psql-continuation');
    await expect(lab.terminals.run('main', shellCommand('SELECT 1', sql))).rejects.toMatchObject({
      code: 'terminal-busy',
    });
    expect((await runToEnd(lab.terminals, 'SELECT 41 + 2', { ...sql, interrupt: true })).output).toContain('43');
    const slow = await lab.terminals.run('main', shellCommand('SELECT pg_sleep(60)', sql));
    await waitForActivity(lab.terminals, 'running');
    const next = await runToEnd(lab.terminals, 'SELECT 42 + 2', { ...sql, interrupt: true });
    expect(next.output).toContain('44');
    expect(await waitForEnd(lab.terminals, slow.id)).toMatchObject({ exitCode: 1, sqlState: '57014' });
    client.attachment.detach();
  });

  test('a command of the shell is refused in psql, and leaves it when that is wanted', async () => {
    await openPsql();
    const open = lab.terminals.commands().findLast(({ state }) => state === 'interactive');
    await expect(lab.terminals.run('main', shellCommand('echo shell'))).rejects.toMatchObject({
      code: 'terminal-busy',
      message: expect.stringContaining('psql'),
    });
    expect((await runToEnd(lab.terminals, 'echo shell', { interrupt: true })).output).toBe('shell');
    expect(await lab.terminals.command(open?.id ?? '')).toMatchObject({ state: 'ended', exitCode: 0 });
  });

  test('the last statement may leave psql', async () => {
    await openPsql();
    expect(await runToEnd(lab.terminals, String.raw`SELECT 1;` + '\n' + String.raw`\q`, sql)).toMatchObject({
      state: 'ended',
      exitCode: 0,
    });
  });

  test('a script gets the answer without a terminal', async () => {
    const command = await runToEnd(lab.terminals, `${psql} -Atc 'SELECT 6 * 7' | cat`);
    expect(command).toMatchObject({ exitCode: 0, output: '42' });
  });

  test('a terminal that closes in psql leaves no container behind', async () => {
    await openPsql();
    // By this terminal's folder: a student's lab may have its own psql open on the same machine.
    const ours = async () => await docker('ps', '-aq', '--filter', `volume=${lab.workspace}`);
    expect((await ours()) === '').toBe(usesMachinesPsql);
    await lab.terminals[Symbol.asyncDispose]();
    await waitFor('the container of psql to be gone', async () => (await ours()) === '');
    expect(lab.reported).toEqual([]);
  });
});

test('a server that goes away ends the statement with an error, and psql can still be left', async () => {
  await using lab = await openTestTerminals();
  await writePassFile(lab.dir, { user: 'postgres', password });
  await lab.terminals.run('main', shellCommand(`psql -h 127.0.0.1 -p ${port} -U postgres`));
  await waitFor('psql’s prompt', () => lab.terminals.activity('main').at === 'psql-prompt', { within: 20_000 });
  const slow = await lab.terminals.run('main', shellCommand('SELECT pg_sleep(60)', sql));
  await waitForActivity(lab.terminals, 'running');
  await docker('kill', container);
  expect(await waitForEnd(lab.terminals, slow.id)).toMatchObject({ state: 'ended', exitCode: 1 });
  await waitForActivity(lab.terminals, 'psql-prompt');
  expect(await runToEnd(lab.terminals, 'SELECT 1', sql)).toMatchObject({ exitCode: 1 });
  expect(await runToEnd(lab.terminals, 'echo left', { interrupt: true })).toMatchObject({ output: 'left' });
});
