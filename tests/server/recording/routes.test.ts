import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { parseList, parseRecord, parseString } from '#protocol/parse.ts';
import { parseRecordingInfo } from '#protocol/recording.ts';
import { mask } from '../../../server/recording/hidden.ts';
import type { TestLab } from '../../lab.ts';
import { waitFor } from '../../wait-for.ts';
import { startLabWithoutDocker } from '../lab-without-docker.ts';

async function run(lab: TestLab, command: string): Promise<void> {
  const { id } = parseRecord(await lab.ask('POST', '/terminals/main/commands', { command }), 'command');
  await waitFor(`the end of ${command}`, async () => {
    return parseRecord(await lab.ask('GET', `/commands/${parseString(id, 'id')}`), 'command').state === 'ended';
  });
}

function get(lab: TestLab, address: string): Promise<Response> {
  return fetch(`${lab.url}/api${address}`, { headers: { Authorization: `Bearer ${lab.token}` } });
}

async function recordingOf(lab: TestLab): Promise<string> {
  const answer = await get(lab, '/recordings/main');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/x-asciicast/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return answer.text();
}

describe('recordings of a run', () => {
  test('are listed and given as they are, and stay in their folder when a new run begins', async () => {
    await using lab = await startLabWithoutDocker();
    expect(await lab.ask('GET', '/recordings')).toEqual([]);
    expect((await get(lab, '/recordings/main')).status).toBe(404);
    await run(lab, 'echo ёлка');
    const list = parseList(await lab.ask('GET', '/recordings'), 'list', parseRecordingInfo);
    const text = await recordingOf(lab);
    expect(list).toEqual([
      {
        terminal: 'main',
        bytes: Buffer.byteLength(text),
        seconds: expect.any(Number),
        startedAt: expect.any(Number),
        cuts: 0,
      },
    ]);
    expect(text).toContain('▷ echo ёлка');
    expect(text).toMatch(/^\{"version":2,"width":\d+,"height":\d+,"timestamp":\d+,"title":"main"/);
    for (const other of ['other', '..%2Fjournal.sqlite', 'main.cast', '%2e%2e']) {
      expect((await get(lab, `/recordings/${other}`)).status).toBe(404);
    }
    const { id } = parseRecord(await lab.ask('GET', '/run'), 'run');
    await lab.ask('POST', '/run/reset');
    expect(await lab.ask('GET', '/recordings')).toEqual([]);
    const kept = await readFile(path.join(lab.home, 'runs', parseString(id, 'id'), 'recordings', 'main.cast'), 'utf8');
    expect(kept.startsWith(text)).toBe(true);
  });

  test('hold no token and no password of the student, also when it was shown before it was one (A11)', async () => {
    await using lab = await startLabWithoutDocker({
      PGPASSWORD: 'from-the-environment',
      SOME_API_KEY: 'key-of-a-service',
    });
    await run(lab, `echo ${lab.token}; env; echo n3w-p4ss; echo user postgres`);
    const file = parseRecord(await lab.ask('GET', '/files/postgres0.yml'), 'file');
    const edited = parseString(file.text, 'text').replace('password: postgres', 'password: post');
    await lab.ask('PUT', '/files/postgres0.yml', { text: edited, ifHash: null });
    const changed = edited.replace('password: post', 'password: n3w-p4ss');
    await lab.ask('PUT', '/files/postgres0.yml', { text: changed, ifHash: null });
    await run(lab, 'cat postgres0.yml');
    const text = await waitFor('the old places to be covered', async () => {
      const text = await recordingOf(lab);
      return text.includes('n3w-p4ss') ? null : text;
    });
    expect(text).toContain(`password: ${mask}`);
    for (const secret of [lab.token, 'from-the-environment', 'key-of-a-service']) expect(text).not.toContain(secret);
    // The lab's own password is no secret, nor is what was left of it for a moment: it is the user's name as well.
    expect(text).toContain('user postgres');
    expect(text).toContain('username: postgres');
  });

  test('lose what the student hides: what was shown, what will be, and in the report', async () => {
    await using lab = await startLabWithoutDocker();
    await run(lab, 'echo my-own-name; echo my-own-name');
    expect(await lab.ask('POST', '/recordings/redact', { text: ' my-own-name ' })).toMatchObject({
      places: expect.any(Number),
    });
    await run(lab, 'echo again my-own-name');
    await waitFor('the later output', async () => (await recordingOf(lab)).includes(`again ${mask}`));
    expect(await recordingOf(lab)).not.toContain('my-own-name');
    expect(await lab.ask('POST', '/recordings/redact', { text: 'nobody-wrote-this' })).toEqual({ places: 0 });
    await expect(lab.ask('POST', '/recordings/redact', { text: 'ab' })).rejects.toThrow('redaction-too-short');
    await expect(lab.ask('POST', '/recordings/redact', { text: 'x'.repeat(5_000) })).rejects.toThrow('400');
    await expect(lab.ask('POST', '/recordings/redact', {})).rejects.toThrow('400');
    // The journal itself stays as it was; what leaves the machine does not say it.
    const report = await get(lab, '/report');
    expect(report.status).toBe(200);
    const texts = Object.values(unzipSync(new Uint8Array(await report.arrayBuffer()))).map((bytes) => strFromU8(bytes));
    expect(texts.filter((text) => text.includes('my-own-name'))).toEqual([]);
  });
});
