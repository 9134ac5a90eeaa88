import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openArchive } from '#bundle/archive.ts';
import { openBundle } from '#bundle/open-bundle.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { type HiddenKind, parseHiddenPreview } from '#protocol/hidden-kinds.ts';
import { followChain } from './second-chain.ts';
import { makeHome, openLab, type OpenLab, token } from './open-lab.ts';
import { makeReferenceHome } from './reference-home.ts';
import { changeFile, changeLines, flipBit } from './tamper.ts';

const address = '93.184.216.34';

/** A lab of somebody whose machine has names. */
async function openAnnasLab(folder: string): Promise<{ lab: OpenLab; home: string }> {
  const home = path.join(folder, 'anna.petrova');
  await mkdir(home, { recursive: true });
  const names = { HOME: home, USER: 'anna.petrova', HOSTNAME: 'anna-book' };
  return { lab: await openLab(folder, names), home };
}

/** Shows everything that a machine may tell: in commands, their output, an answer and a lab file. */
async function tellEverything({ lab, home }: { lab: OpenLab; home: string }): Promise<void> {
  await lab.run('main', `printf '%s\\n' "$HOME/x" 'anna.petrova@anna-book' ${address}`);
  await lab.run('main', String.raw`printf 'anna-\033[1mbook\033[0m\n'`);
  await lab.ask('PUT', '/answers/expose', { text: `Папка ${home}, машина anna-book,\nадрес ${address}` });
  await lab.ask('PUT', '/files/haproxy.cfg', { text: `# ${home}\n# anna-book ${address}\n`, ifHash: null });
}

async function download({ url }: OpenLab): Promise<Uint8Array> {
  const response = await fetch(`${url}/api/report`, { headers: { Authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

function textsOf(bytes: Uint8Array): Map<string, string> {
  const archive = openArchive(bytes);
  const texts = archive.paths.filter((name) => !name.endsWith('.png'));
  return new Map(texts.map((name) => [name, Buffer.from(archive.read(name, 1 << 28)).toString()]));
}

async function preview(lab: OpenLab) {
  const { kinds } = parseHiddenPreview(await lab.ask('GET', '/report/hidden'));
  return (kind: HiddenKind) => kinds.find((one) => one.kind === kind);
}

describe('what tells of the student’s machine', () => {
  test('stands nowhere in a report, and the report is intact', async () => {
    await using folder = await makeHome();
    const annas = await openAnnasLab(folder.path);
    await using lab = annas.lab;
    await tellEverything(annas);
    const bytes = await download(lab);
    const texts = textsOf(bytes);
    for (const [name, text] of texts) {
      for (const telling of [annas.home, 'anna.petrova', 'anna-book', address]) {
        expect(text.includes(telling), `${telling} in ${name}`).toBe(false);
      }
    }
    const { integrity, events, recordings, files } = openBundle(bytes);
    expect(integrity).toMatchObject({ state: 'intact', problems: [] });
    const answer = events.find(({ body }) => body.kind === 'answer-saved');
    expect(answer?.body).toMatchObject({ text: 'Папка [дом], машина [машина],\nадрес [адрес]' });
    expect(recordings.get('main')).toContain('[дом]/x');
    expect(recordings.get('main')).toContain('[пользователь]@[машина]');
    expect(files.some(({ text }) => text === '# [дом]\n# [машина] [адрес]\n')).toBe(true);
    expect(texts.get('README.md')).toContain('[машина]');
    // What holds none of it is as it was signed while the run went on.
    const lines = (texts.get('run/journal.ndjson') ?? '').trim().split('\n');
    expect(lines.filter((line) => line.includes('"salt":"'))).toHaveLength(lines.length - integrity.redacted);
    expect(lines.length - integrity.redacted).toBeGreaterThan(3);
  });

  test('is counted before, and left in kind by kind as the student chooses; the choice lasts', async () => {
    await using folder = await makeHome();
    let places = 0;
    {
      const annas = await openAnnasLab(folder.path);
      await using lab = annas.lab;
      expect((await preview(lab))('home-folder')).toMatchObject({ places: 0, kept: false, texts: [annas.home] });
      await tellEverything(annas);
      const hidden = await preview(lab);
      places = hidden('home-folder')?.places ?? 0;
      const bytes = await download(lab);
      const run = [...textsOf(bytes)].filter(([name]) => name.startsWith('run/'));
      const marks = run.reduce((sum, [, text]) => sum + text.split('[дом]').length - 1, 0);
      expect(marks).toBe(places);
      expect(hidden('public-addresses')).toMatchObject({ texts: [address], kept: false });
      expect(hidden('secrets')).toMatchObject({ places: 0, texts: [] });
      await lab.ask('PUT', '/report/hidden', { kind: 'home-folder', kept: true });
    }
    const annas = await openAnnasLab(folder.path);
    await using lab = annas.lab;
    expect((await preview(lab))('home-folder')).toMatchObject({ places, kept: true });
    const kept = textsOf(await download(lab));
    expect(kept.get('run/journal.ndjson')).toContain(annas.home);
    expect(kept.get('run/journal.ndjson')).not.toContain('anna-book');
    await lab.ask('PUT', '/report/hidden', { kind: 'home-folder', kept: false });
    expect(textsOf(await download(lab)).get('run/journal.ndjson')).not.toContain(annas.home);
    await expect(lab.ask('PUT', '/report/hidden', { kind: 'secrets', kept: true })).rejects.toThrow(/400/);
  });

  test('can be hidden in a whole real run: claims, chain and signatures stay what they are', async () => {
    await using folder = await makeHome();
    await makeReferenceHome(folder.path);
    const annas = await openAnnasLab(folder.path);
    await using lab = annas.lab;
    await tellEverything(annas);
    const claims = await lab.ask('GET', '/claims');
    const bytes = await download(lab);
    const { events, integrity, manifest } = openBundle(bytes);
    expect(integrity).toMatchObject({ state: 'intact', problems: [] });
    expect(integrity.redacted).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(judgeClaims(events)))).toEqual(claims);
    const journal = Buffer.from(openArchive(bytes).read('run/journal.ndjson', 1 << 28));
    expect(followChain(journal)).toEqual({ head: manifest.journal.head, brokenAt: null });
    // E1, E2: what was hidden is no place where something can be changed unseen.
    const hidden = journal.indexOf('[дом]');
    const state = (changed: Uint8Array) => openBundle(changed).integrity.state;
    const inJournal = (change: (content: Buffer) => string | Uint8Array) =>
      state(changeFile(bytes, 'run/journal.ndjson', change));
    expect(inJournal((content) => flipBit(content, hidden * 8 + 8))).not.toBe('intact');
    expect(inJournal(changeLines((lines) => lines.filter((line) => !line.includes('[дом]'))))).not.toBe('intact');
    expect(inJournal(changeLines((lines) => lines.slice(0, -2)))).not.toBe('intact');
  });
});
