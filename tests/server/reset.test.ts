import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { terminalSubprotocol } from '#protocol/terminal.ts';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { WebSocket } from 'ws';
import { waitFor } from '../wait-for.ts';
import { startLabWithoutDocker } from './lab-without-docker.ts';

describe('a new beginning', () => {
  it('gives a fresh run with the original files, and keeps the journal of the old one', async () => {
    await using lab = await startLabWithoutDocker();
    const before = parseRecord(await lab.ask('GET', '/run'), 'run');
    await lab.ask('PUT', '/files/haproxy.cfg', { text: 'changed\n', ifHash: null });
    await lab.ask('PUT', '/answers/expose', { text: 'an answer' });
    const after = parseRecord(await lab.ask('POST', '/run/reset'), 'run');
    expect(after).toMatchObject({ answers: {}, everPassed: [], commands: [] });
    expect(after.id).not.toBe(before.id);
    const file = parseRecord(await lab.ask('GET', '/files/haproxy.cfg'), 'file');
    expect(file.text).toBe(file.original);
    const journal = path.join(lab.home, 'runs', parseString(before.id, 'id'), 'journal.sqlite');
    expect((await readFile(journal)).includes('an answer')).toBe(true);
  });

  it('hangs up on pages and terminals of the old run, so that they come back to the fresh one', async () => {
    await using lab = await startLabWithoutDocker();
    const stream = await fetch(`${lab.url}/api/run/events?from=0`, {
      headers: { Authorization: `Bearer ${lab.token}` },
    });
    const socket = new WebSocket(`${lab.url.replace('http', 'ws')}/api/terminals/main`, terminalSubprotocol, {
      headers: { Authorization: `Bearer ${lab.token}` },
    });
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'authenticate', token: lab.token, columns: 80, rows: 24 }));
    });
    await waitFor('the terminal', () => new Promise((resolve) => socket.once('message', () => resolve(true))));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await lab.ask('POST', '/run/reset');
    await closed;
    expect(await stream.text()).toContain('run-started');
  });

  it('happens once when it is asked for twice', async () => {
    await using lab = await startLabWithoutDocker();
    const [one, other] = await Promise.all([lab.ask('POST', '/run/reset'), lab.ask('POST', '/run/reset')]);
    expect(parseRecord(one, 'run').id).toBe(parseRecord(other, 'run').id);
  });
});
