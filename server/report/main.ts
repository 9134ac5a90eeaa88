import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { readConfig } from '../config.ts';
import { findServer } from '../home.ts';
import { createLabServer } from '../lab-server.ts';
import { LabError } from '../lab-error.ts';

const usage = `npm run report [-- --out ФАЙЛ]
  Сохраняет отчёт о прохождении: через работающую лабораторию, а если она не запущена — сама, из LAB_HOME.
  --out ФАЙЛ   куда; без него — файл с именем автора в текущей папке`;
/** A report takes seconds; a machine that is busy with a class may need longer. */
const deadline = 60_000;

try {
  const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) console.log(usage);
  else await save(values.out ?? null);
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`${error.title}. ${error.message}\n${error.hint}`);
  process.exitCode = 1;
}

async function save(out: string | null): Promise<void> {
  const config = readConfig(process.env, path.resolve(import.meta.dirname, '../..'));
  await using stack = new AsyncDisposableStack();
  const { url, token } = await reachServer();
  const response = await fetch(`${url}/api/report`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(deadline),
  });
  if (!response.ok) throw refused(await response.json());
  const bytes = Buffer.from(await response.arrayBuffer());
  const file = path.resolve(out ?? nameOf(response));
  await write(file, bytes);
  console.log(`Отчёт сохранён: ${file} (${Math.ceil(bytes.length / 1_024)} КиБ)`);

  async function reachServer() {
    const running = await findServer(config.home);
    if (running !== null) return running;
    if (!existsSync(path.join(config.home, 'current-run.json'))) throw nothingToReport(config.home);
    const server = stack.use(await createLabServer({ ...config, port: 0, openBrowser: false }));
    return { url: server.url, token: config.token };
  }
}

/** The name that the server proposes, in plain letters. */
function nameOf(response: Response): string {
  const proposed = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return proposed ?? 'otchet-ha-postgres.zip';
}

async function write(file: string, bytes: Buffer): Promise<void> {
  try {
    // Whole or not at all: a half of a report would look like a report that somebody cut.
    await writeFile(`${file}.part`, bytes);
    await rename(`${file}.part`, file);
  } catch (error) {
    throw new LabError(
      {
        code: 'report-unwritable',
        title: 'Отчёт не записан',
        message: `В файл ${file} не удаётся писать: ${error instanceof Error ? error.message : String(error)}.`,
        hint: 'Задайте другое место: npm run report -- --out ФАЙЛ.',
        status: 500,
      },
      { cause: error },
    );
  }
}

function nothingToReport(home: string): LabError {
  return new LabError({
    code: 'nothing-to-report',
    title: 'Отчитываться пока не о чем',
    message: `В папке ${home} нет ни одного прохождения.`,
    hint: 'Начните лабораторию командой npm start или укажите её папку в LAB_HOME.',
    status: 404,
  });
}

function refused(body: unknown): LabError {
  const { code, title, message, hint } = parseRecord(parseRecord(body, 'answer').error, 'error');
  return new LabError({
    code: parseString(code, 'code'),
    title: parseString(title, 'title'),
    message: parseString(message, 'message'),
    hint: parseString(hint, 'hint'),
    status: 500,
  });
}
