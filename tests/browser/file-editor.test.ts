import { glob, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { createLabServer, type LabServer } from '../../server/lab-server.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { waitFor } from '../wait-for.ts';
import { runAxe } from './run-axe.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

let site: BuiltSite;
let browser: Browser;
let home: string;
let root: string;
let server: LabServer;
let context: BrowserContext;
let errors: string[];

beforeAll(async () => {
  site = await buildSite();
  browser = await chromium.launch({ executablePath: process.env.LAB_CHROMIUM ?? '/usr/bin/chromium', args: flags });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  errors = [];
  home = await mkdtemp(path.join(tmpdir(), 'lab-editor-'));
  root = path.join(home, 'clone');
  await symlinkClone();
  server = await createLabServer(
    readConfig({ ...process.env, LAB_PORT: '0', LAB_HOME: path.join(home, 'home'), LAB_TOKEN: undefined }, root),
    { report: (error) => errors.push(String(error)) },
  );
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'ru', reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
});

afterEach(async () => {
  await context.close();
  await server[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
  if (errors.length > 0) throw new Error(errors.join('\n'));
});

/** The clone with the site that was just built, without touching the clone's own `dist`. */
async function symlinkClone(): Promise<void> {
  await mkdir(root);
  for (const name of ['lab-files', 'src', 'package.json'])
    await symlink(path.join(repository, name), path.join(root, name));
  await symlink(site.dir, path.join(root, 'dist'));
}

async function workspaceFile(name: string): Promise<string> {
  const [found] = await Array.fromAsync(glob(`**/workspace/${name}`, { cwd: path.join(home, 'home') }));
  if (found === undefined) throw new Error(`the workspace has no ${name}`);
  return path.join(home, 'home', found);
}

async function openPage(step: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy')) errors.push(message.text());
  });
  const { hash } = new URL(server.entrance);
  await page.goto(`${server.url}/steps/${step}/${hash}`);
  return page;
}

/** The editor of a file, opened by the reader. */
async function openFile(page: Page, name: string): Promise<Locator> {
  const file = page.locator(`lab-file[path="${name}"]`);
  // The state of a run tells of the cluster, too, and waits for a busy engine.
  await page.locator('lab-page[data-mode="live"]').waitFor({ timeout: 30_000 });
  if (!(await file.locator('details').evaluate((details) => details.hasAttribute('open')))) {
    await file.locator('summary').click();
  }
  await file.scrollIntoViewIfNeeded();
  await file.locator('.cm-content').waitFor();
  return file;
}

const part = (file: Locator, name: string) => file.locator(`[data-part='${name}']`);

/** A line of the editor; lines far out of view are not in the page. */
const lineWith = (file: Locator, text: string) => file.locator('.cm-content .cm-line').filter({ hasText: text });

async function writeAtEnd(file: Locator, text: string): Promise<void> {
  await file.locator('.cm-content').click();
  await file.page().keyboard.press('Control+End');
  await file.page().keyboard.insertText(text);
}

async function stateIs(file: Locator, words: string): Promise<void> {
  await waitFor(`the state «${words}»`, async () => (await part(file, 'state').textContent())?.includes(words));
}

test('saves with Ctrl+S what was written, and shows the difference to the original', async () => {
  const page = await openPage('add-haproxy');
  const file = await openFile(page, 'haproxy.cfg');
  await writeAtEnd(file, '# моя строка\n');
  await stateIs(file, 'не сохранён');
  await page.keyboard.press('Control+s');
  await stateIs(file, 'Сохранено в');
  expect(await readFile(await workspaceFile('haproxy.cfg'), 'utf8')).toMatch(/# моя строка\n$/);
  await part(file, 'compare').click();
  expect(await file.locator('.cm-changedLine').first().textContent()).toContain('моя строка');
  await part(file, 'reset').click();
  expect(await page.locator('dialog[open] pre').textContent()).toContain('− # моя строка');
  await page.locator('dialog[open] .button-primary').click();
  await waitFor(
    'the original',
    async () => !(await readFile(await workspaceFile('haproxy.cfg'), 'utf8')).includes('моя'),
  );
  await file.locator('.cm-content').click();
  await page.keyboard.press('Control+z');
  await stateIs(file, 'не сохранён');
});

test('shows the change of part 3 first, then applies it, and undo brings the old text back', async () => {
  const page = await openPage('add-haproxy');
  const file = await openFile(page, 'docker-compose.yml');
  const before = await readFile(await workspaceFile('docker-compose.yml'), 'utf8');
  await part(file, 'apply').click();
  await part(file, 'preview-text').getByText('container_name: postgres_entrypoint').waitFor();
  await part(file, 'preview-cancel').click();
  expect(await readFile(await workspaceFile('docker-compose.yml'), 'utf8')).toBe(before);
  await part(file, 'apply').click();
  await part(file, 'preview-apply').click();
  await stateIs(file, 'Сохранено в');
  const proposed = await readFile(path.join(repository, 'lab-files/stages/part-3/docker-compose.yml'), 'utf8');
  expect(await readFile(await workspaceFile('docker-compose.yml'), 'utf8')).toBe(proposed);
  await waitFor('the button', async () => (await part(file, 'apply').textContent())?.includes('внесено'));
  await file.locator('.cm-content').click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+s');
  await waitFor(
    'the old text',
    async () => (await readFile(await workspaceFile('docker-compose.yml'), 'utf8')) === before,
  );
});

test('takes over a change from outside, and never drops what is not saved', async () => {
  const page = await openPage('add-haproxy');
  const file = await openFile(page, 'haproxy.cfg');
  const onDisk = await workspaceFile('haproxy.cfg');
  await writeFile(onDisk, 'global\n    maxconn 41\n');
  await lineWith(file, 'maxconn 41').waitFor();
  await writeAtEnd(file, '# моё\n');
  // As many editors save: another file takes the name.
  await writeFile(`${onDisk}.tmp`, 'global\n    maxconn 42\n');
  await rename(`${onDisk}.tmp`, onDisk);
  await part(file, 'notice').getByText('выберите, какой оставить').waitFor();
  await page.keyboard.press('Control+s');
  expect(await readFile(onDisk, 'utf8')).toBe('global\n    maxconn 42\n');
  await part(file, 'compare-disk').click();
  await file.locator('.cm-deletedChunk').first().waitFor();
  await part(file, 'keep-mine').click();
  await stateIs(file, 'Сохранено в');
  expect(await readFile(onDisk, 'utf8')).toBe('global\n    maxconn 41\n# моё\n');
  await writeAtEnd(file, '# ещё\n');
  await writeFile(onDisk, 'global\n    maxconn 43\n');
  await part(file, 'take-disk').click();
  await lineWith(file, 'maxconn 43').waitFor();
  await part(file, 'notice').waitFor({ state: 'hidden' });
  expect(await readFile(onDisk, 'utf8')).toBe('global\n    maxconn 43\n');
});

test('offers the original when the file is taken away', async () => {
  const page = await openPage('add-haproxy');
  const file = await openFile(page, 'haproxy.cfg');
  const onDisk = await workspaceFile('haproxy.cfg');
  await rm(onDisk);
  await part(file, 'notice').getByText('больше нет на диске').waitFor();
  await part(file, 'restore').click();
  await waitFor('the original', async () => (await readFile(onDisk, 'utf8')).includes('listen postgres'));
  await part(file, 'notice').getByText('Исходный текст на месте').waitFor();
  expect(await part(file, 'save').isDisabled()).toBe(true);
});

test('two tabs do not overwrite each other', async () => {
  const one = await openFile(await openPage('add-haproxy'), 'haproxy.cfg');
  const other = await openFile(await openPage('add-haproxy'), 'haproxy.cfg');
  await writeAtEnd(other, '# вторая\n');
  await one.page().bringToFront();
  await writeAtEnd(one, '# первая\n');
  await part(one, 'save').click();
  await stateIs(one, 'Сохранено в');
  await other.page().bringToFront();
  await part(other, 'notice').getByText('выберите, какой оставить').waitFor();
  expect(await readFile(await workspaceFile('haproxy.cfg'), 'utf8')).toMatch(/# первая\n$/);
  await part(other, 'take-disk').click();
  await other.page().keyboard.press('Control+End');
  await lineWith(other, '# первая').waitFor();
});

test('keeps an unsaved text over a reload', async () => {
  const page = await openPage('add-haproxy');
  const file = await openFile(page, 'haproxy.cfg');
  await writeAtEnd(file, '# не сохранено');
  await stateIs(file, 'не сохранён');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  const again = await openFile(page, 'haproxy.cfg');
  await again.locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await lineWith(again, '# не сохранено').waitFor();
  await stateIs(again, 'не сохранён');
  await part(again, 'problems').getByText('не закончена переводом строки').waitFor();
  expect(await readFile(await workspaceFile('haproxy.cfg'), 'utf8')).not.toContain('не сохранено');
});

test('names a mistake in YAML with its line, and saves all the same', async () => {
  const page = await openPage('add-haproxy');
  const file = await openFile(page, 'docker-compose.yml');
  await writeAtEnd(file, '\nservices: {}\n');
  await part(file, 'problems').getByText('этот ключ здесь уже есть').waitFor();
  await page.keyboard.press('Control+s');
  await stateIs(file, 'Сохранено в');
  expect(await readFile(await workspaceFile('docker-compose.yml'), 'utf8')).toMatch(/services: \{\}\n$/);
});

test('Tab indents, and after Esc it leaves the editor', async () => {
  const page = await openPage('add-haproxy');
  const file = await openFile(page, 'haproxy.cfg');
  const inEditor = () => page.evaluate(() => document.activeElement?.closest('.cm-editor') !== null);
  await file.locator('.cm-content').click();
  await page.keyboard.press('Tab');
  expect(await inEditor()).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await inEditor()).toBe(false);
});

test.each(['light', 'dark'] as const)('axe finds nothing in the editors in the %s theme', async (colorScheme) => {
  const page = await openPage('add-haproxy');
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width: 390, height: 844 });
  const compose = await openFile(page, 'docker-compose.yml');
  await part(compose, 'apply').click();
  await part(compose, 'preview-text').locator('.cm-content').waitFor();
  const haproxy = await openFile(page, 'haproxy.cfg');
  await writeAtEnd(haproxy, 'server "x" 3s');
  await part(haproxy, 'compare').click();
  await part(haproxy, 'problems').getByText('Строка').waitFor();
  expect(await runAxe(page, { within: ['lab-file'] })).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});
