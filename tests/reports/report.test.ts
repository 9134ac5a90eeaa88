import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openArchive } from '#bundle/archive.ts';
import { openBundle } from '#bundle/open-bundle.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { LabError } from '../../server/lab-error.ts';
import { makeHome, openLab, token, type OpenLab } from './open-lab.ts';

const root = path.resolve(import.meta.dirname, '../..');
const report = 'server/report/main.ts';
const run = promisify(execFile);

async function download({ url }: OpenLab): Promise<{ bytes: Uint8Array; name: string }> {
  const response = await fetch(`${url}/api/report`, { headers: { Authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/zip');
  const name = response.headers.get('content-disposition') ?? '';
  return { bytes: new Uint8Array(await response.arrayBuffer()), name };
}

/** Every file of a report as text. */
function textsOf(bytes: Uint8Array): Map<string, string> {
  const archive = openArchive(bytes);
  return new Map(archive.paths.map((name) => [name, Buffer.from(archive.read(name, 1 << 28)).toString('latin1')]));
}

const latin = (text: string) => Buffer.from(text).toString('latin1');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** What a program that is not ours finds wrong with an archive: unzip, or Python's reader where there is none. */
function complaintsOfOthers(file: string): string {
  const { error, stdout, stderr, status } = spawnSync('unzip', ['-t', file], { encoding: 'utf8' });
  if (error === undefined) return status === 0 ? '' : stdout + stderr;
  const python = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip() or "")';
  const answer = spawnSync('python3', ['-c', python, file], { encoding: 'utf8' });
  return answer.stdout.trim() + answer.stderr;
}

describe('GET /api/report', () => {
  test('gives an archive that opens, is intact, and says the same as the run', async () => {
    await using home = await makeHome();
    await using lab = await openLab(home.path);
    await lab.ask('PUT', '/author', { name: 'Ёлкина Анна', group: 'К3340' });
    await lab.ask('PUT', '/answers/expose', { text: 'Порт нужен только внутри сети проекта.' });
    await lab.run('main', 'echo видно');
    const { bytes, name } = await download(lab);
    expect(name).toBe(
      `attachment; filename="otchet-ha-postgres-elkina-anna.zip"; filename*=UTF-8''otchet-ha-postgres-${encodeURIComponent('Ёлкина-Анна')}.zip`,
    );
    const { manifest, events, recordings, files, integrity } = openBundle(bytes);
    expect(integrity).toMatchObject({ state: 'intact', problems: [], redacted: 0, signedBy: 'installation' });
    expect(manifest).toMatchObject({ author: { name: 'Ёлкина Анна', group: 'К3340' }, format: 1 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.seq).toBe(manifest.journal.lastSeq);
    expect(recordings.get('main')).toContain('видно');
    expect(new Set(files.map((file) => file.path))).toContain('docker-compose.yml');
    const claims = parseRecord({ claims: await lab.ask('GET', '/claims') }, 'claims').claims;
    expect(JSON.parse(JSON.stringify(judgeClaims(events)))).toEqual(claims);
    expect(textsOf(bytes).get('README.md')).toContain(latin('Ёлкина Анна'));
  });

  test('gives every version of a file that was saved, by its hash', async () => {
    await using home = await makeHome();
    await using lab = await openLab(home.path);
    for (const text of ['# один\n', '# два\n', '# один\n']) {
      await lab.ask('PUT', '/files/haproxy.cfg', { text, ifHash: null });
    }
    const { files, events } = openBundle((await download(lab)).bytes);
    const texts = files.flatMap((file) => (file.path === 'haproxy.cfg' ? [file.text] : []));
    expect(texts.slice(1)).toEqual(['# один\n', '# два\n', '# один\n']);
    expect(texts[0]).toBe(await readFile(path.join(root, 'lab-files/haproxy.cfg'), 'utf8'));
    for (const { hash, text } of files) expect(sha256(text)).toBe(hash);
    const named = events.flatMap(({ body }) => (body.kind === 'file-saved' ? [body.hash] : []));
    expect(named).toEqual([sha256('# один\n'), sha256('# два\n'), sha256('# один\n')]);
  });

  test('is taken by tools that are not ours', async () => {
    await using home = await makeHome();
    await using lab = await openLab(home.path);
    await lab.run('main', 'echo видно');
    const file = path.join(home.path, 'report.zip');
    await writeFile(file, (await download(lab)).bytes);
    expect(complaintsOfOthers(file)).toBe('');
  });

  test('makes one report for two that ask at once', async () => {
    await using home = await makeHome();
    await using lab = await openLab(home.path);
    const [one, other] = await Promise.all([download(lab), download(lab)]);
    expect(Buffer.compare(one.bytes, other.bytes)).toBe(0);
  });
});

describe('a secret', () => {
  const inFile = 'fIle-s3cret';
  const inEnvironment = 'env-s3cret-value';
  const marked = 'Иван Сергеевич';

  test('stands nowhere in a report: not in journal, recordings, answers, versions, texts or hashes', async () => {
    await using home = await makeHome();
    const original = await readFile(path.join(root, 'lab-files/postgres0.yml'), 'utf8');
    const withSecret = original.replaceAll(/password: .*/g, `password: ${inFile}`);
    expect(withSecret).toContain(inFile);
    {
      await using lab = await openLab(home.path, { TEAM_PASSWORD: inEnvironment });
      // Shown before anybody could know that it is one.
      await lab.run('main', `echo ${inFile}`);
      await lab.ask('PUT', '/files/postgres0.yml', { text: withSecret, ifHash: null });
      await lab.ask('POST', '/file-resets', { path: 'postgres0.yml', ifHash: null });
    }
    // Another server knows of it only by the version that was kept.
    await using lab = await openLab(home.path, { TEAM_PASSWORD: inEnvironment });
    await lab.ask('PUT', '/author', { name: `Анна ${inFile}`, group: inEnvironment });
    await lab.ask('PUT', '/answers/expose', {
      text: `Пароль ${inFile}, токен ${token}, ${marked}\nи ${inEnvironment}`,
    });
    await lab.run('main', `printf '%s\\n' '${inFile}' '${token}' '${marked}' '${inEnvironment}' "$TEAM_PASSWORD"`);
    await lab.run('main', `grep -c x postgres0.yml; echo ${encodeURIComponent(marked)}`);
    await lab.ask('POST', '/recordings/redact', { text: marked });
    const { bytes } = await download(lab);
    for (const secret of [inFile, inEnvironment, token, latin(marked), sha256(withSecret)]) {
      for (const [name, text] of textsOf(bytes)) expect(text.includes(secret), `${secret} in ${name}`).toBe(false);
    }
    const { integrity, events, files } = openBundle(bytes);
    expect(integrity).toMatchObject({ state: 'intact', problems: [] });
    expect(integrity.redacted).toBeGreaterThan(4);
    const answer = events.find(({ body }) => body.kind === 'answer-saved');
    expect(answer?.body).toMatchObject({ text: 'Пароль [скрыто], токен [скрыто], [скрыто]\nи [скрыто]' });
    const version = files.find(({ text }) => text.includes('password: [скрыто]'));
    expect(events.some(({ body }) => body.kind === 'file-saved' && body.hash === version?.hash)).toBe(true);
  });

  test('leaves the others of its run as they were signed: only what held one has lost its salt', async () => {
    await using home = await makeHome();
    await using lab = await openLab(home.path, { TEAM_PASSWORD: inEnvironment });
    await lab.ask('PUT', '/answers/expose', { text: inEnvironment });
    const { bytes } = await download(lab);
    const lines = (textsOf(bytes).get('run/journal.ndjson') ?? '').trim().split('\n');
    const hidden = lines.filter((line) => line.endsWith('"redacted":true}'));
    expect(hidden).toHaveLength(1);
    expect(hidden[0]).not.toContain('"salt"');
    expect(lines.filter((line) => line.includes('"salt":"'))).toHaveLength(lines.length - 1);
  });
});

describe('the key of an installation', () => {
  test('is made once, for its owner alone, and signs all reports', async () => {
    await using home = await makeHome();
    const signers: (string | null)[] = [];
    for (let opening = 0; opening < 2; opening += 1) {
      await using lab = await openLab(home.path);
      signers.push(openBundle((await download(lab)).bytes).integrity.signer);
    }
    expect(signers[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(signers[1]).toBe(signers[0]);
    expect((await stat(path.join(home.path, 'signing.key'))).mode & 0o777).toBe(0o600);
  });

  test('is refused when others can read it', async () => {
    await using home = await makeHome();
    {
      await using lab = await openLab(home.path);
      expect(lab.url).toContain('http');
    }
    await chmod(path.join(home.path, 'signing.key'), 0o644);
    const error = await openLab(home.path).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({ code: 'key-exposed', hint: expect.stringContaining('chmod 600') });
  });

  test('signs checkpoints, and a workshop’s key signs the report, where there is one', async () => {
    await using home = await makeHome();
    const file = path.join(home.path, 'workshop.key');
    await writeFile(file, `${'5'.repeat(64)}\n`, { mode: 0o600 });
    await using lab = await openLab(home.path, { LAB_WORKSHOP_KEY: file });
    const { integrity, manifest } = openBundle((await download(lab)).bytes);
    expect(integrity).toMatchObject({ state: 'intact', signedBy: 'workshop', signer: manifest.keys.signer });
    expect(manifest.keys.checkpoints).not.toBe(manifest.keys.signer);
    const { output } = await lab.run('main', 'env | grep -c WORKSHOP');
    expect(output).not.toContain('1');
  });

  test.each([
    ['is not there', null],
    ['is no key', 'пароль\n'],
  ])('of a workshop that %s stops the start with a sentence', async (_, content) => {
    await using home = await makeHome();
    const file = path.join(home.path, 'workshop.key');
    if (content !== null) await writeFile(file, content, { mode: 0o600 });
    await expect(openLab(home.path, { LAB_WORKSHOP_KEY: file })).rejects.toMatchObject({ code: 'key-unreadable' });
  });
});

describe('npm run report', () => {
  const asUser = (home: string) => ({ ...process.env, LAB_HOME: home, LAB_TOKEN: token, LAB_OPEN: '0' });

  test('saves the report of the lab that runs', async () => {
    await using home = await makeHome();
    await using lab = await openLab(home.path);
    await lab.ask('PUT', '/author', { name: 'Анна', group: '' });
    const { stdout } = await run(process.execPath, [path.join(root, report)], {
      cwd: home.path,
      env: asUser(home.path),
    });
    const file = path.join(home.path, 'otchet-ha-postgres-anna.zip');
    expect(stdout).toContain(file);
    expect(openBundle(new Uint8Array(await readFile(file))).integrity.state).toBe('intact');
  });

  test('opens LAB_HOME itself when no lab runs, and says where there is nothing to report', async () => {
    await using home = await makeHome();
    const out = path.join(home.path, 'x.zip');
    const args = [path.join(root, report), '--out', out];
    await expect(run(process.execPath, args, { env: asUser(home.path) })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Отчитываться пока не о чем'),
    });
    {
      await using lab = await openLab(home.path);
      expect(parseString(parseRecord(await lab.ask('GET', '/run'), 'run').id, 'id')).not.toBe('');
    }
    const { stdout } = await run(process.execPath, args, { env: asUser(home.path) });
    expect(stdout).toContain(out);
    expect(openBundle(new Uint8Array(await readFile(out))).integrity.state).toBe('intact');
  });
});
