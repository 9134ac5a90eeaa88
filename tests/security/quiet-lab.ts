import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import { startTestLab, type TestLab } from '../lab.ts';

/** A real server with a small site and without an engine: whatever changes in it, a request has changed. */
export type QuietLab = AsyncDisposable & {
  readonly lab: TestLab;
  readonly port: number;
  /** Everything that a request could have changed: what the journal tells of deeds, and each other file with its size. */
  readonly state: () => Promise<{ readonly deeds: readonly string[]; readonly files: readonly string[] }>;
};

/** What the server notes by itself while somebody looks: that there is no engine. */
const observations = ['watch', 'witness', 'fact', 'observation'];

/** The addresses of the site's pages and files. */
export const sitePaths = ['/', '/steps/up/', '/assets/page.js', '/nothing-here'];

/**
 * Starts such a lab.
 * @param built the whole site, where a browser is to open it
 */
export async function startQuietLab(built?: string): Promise<QuietLab> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-quiet-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const site = path.join(folder, 'site');
  for (const [name, text] of [
    ['index.html', '<!doctype html><title>Начало</title>'],
    ['404.html', '<!doctype html><title>Нет такой страницы</title>'],
    ['steps/up/index.html', '<!doctype html><title>Шаг</title>'],
    ['assets/page.js', 'export {};'],
  ] as const) {
    await mkdir(path.dirname(path.join(site, name)), { recursive: true });
    await writeFile(path.join(site, name), text);
  }
  // Without Docker's client nothing was ever made in Docker.
  const programs = path.join(folder, 'programs');
  await mkdir(programs);
  for (const name of ['bash', 'sh', 'cat', 'env']) await symlink(`/bin/${name}`, path.join(programs, name));
  const lab = starting.use(
    await startTestLab(built ?? site, { PATH: programs, DOCKER_HOST: `unix://${path.join(folder, 'no-engine.sock')}` }),
  );
  const started = starting.move();
  return {
    lab,
    port: Number(new URL(lab.url).port),
    state: async () => {
      const files = await filesBelow(lab.home);
      return { deeds: await deedsOf(lab), files: files.filter((file) => !file.includes('journal.sqlite')) };
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const described = await Promise.all(files.map(async (file) => `${file} ${(await stat(file)).size}`));
  return described.sort();
}

/** Reads the journal to its present end. */
async function deedsOf(lab: TestLab): Promise<string[]> {
  const last = parseInteger(parseRecord(await lab.ask('GET', '/run'), 'run').seq, 'seq', 0, Number.MAX_SAFE_INTEGER);
  const reading = new AbortController();
  const stream = await fetch(`${lab.url}/api/run/events?from=0`, {
    headers: { Authorization: `Bearer ${lab.token}` },
    signal: reading.signal,
  });
  const deeds: string[] = [];
  let text = '';
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.includes(`\nid: ${last}\n`) || text.startsWith(`id: ${last}\n`)) break;
  }
  reading.abort();
  for (const [, data = ''] of text.matchAll(/^event: journal\ndata: (.*)$/gm)) {
    const event = parseRecord(parseRecord(JSON.parse(data), 'message').event, 'event');
    const kind = parseString(parseRecord(event.body, 'body').kind, 'kind');
    if (!observations.includes(kind)) deeds.push(`${String(event.seq)} ${kind}`);
  }
  return deeds;
}
