import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import { LabError } from './lab-error.ts';

/** Where a running server is reached; kept in LAB_HOME, readable by its owner only. */
export type ServerAddress = {
  readonly pid: number;
  /** Also answered by `/api/health`: tells this server from another one with the same pid or port. */
  readonly instance: string;
  readonly url: string;
  readonly token: string;
};

/** LAB_HOME held by this server, until it is disposed. */
export type ClaimedHome = AsyncDisposable & { readonly announce: (address: ServerAddress) => Promise<void> };

const fileName = 'server.json';
const askWithin = 1_500;

/**
 * Makes LAB_HOME this server's own: two servers never write to one journal.
 * @throws LabError when another server holds it or it cannot be written
 */
export async function claimHome(home: string): Promise<ClaimedHome> {
  const file = path.join(home, fileName);
  const claim = path.join(home, 'claim');
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await chmod(home, 0o700);
    await refuseOpenTokenFile(file);
    await takeClaim(home, claim);
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError(
      {
        code: 'home-unusable',
        title: 'Папка лаборатории недоступна',
        message: `В папку ${home} не удаётся писать: ${error instanceof Error ? error.message : String(error)}.`,
        hint: 'Освободите место, исправьте права или задайте другую папку переменной LAB_HOME.',
        status: 500,
      },
      { cause: error },
    );
  }
  return {
    async announce(address) {
      const temporary = `${file}.${process.pid}`;
      await writeFile(temporary, JSON.stringify(address), { mode: 0o600 });
      await rename(temporary, file);
    },
    async [Symbol.asyncDispose]() {
      await rm(file, { force: true });
      await rm(claim, { force: true });
    },
  };
}

/** A token that others could read is nobody's secret any more, whether its server still runs or not. */
async function refuseOpenTokenFile(file: string): Promise<void> {
  const mode = await modeOf(file);
  if (mode === null || (mode & 0o077) === 0 || process.platform === 'win32') return;
  throw new LabError({
    code: 'token-file-open',
    title: 'Файл с токеном открыт для чужих',
    message: `Файл ${file} могут читать не только вы (права ${(mode & 0o777).toString(8)}), а в нём токен, с которым лаборатория выполняет любые команды.`,
    hint: `Остановите лабораторию, если она работает, и удалите файл: rm ${file}. Новый токен появится при запуске.`,
    status: 500,
  });
}

async function modeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mode;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function takeClaim(home: string, claim: string): Promise<void> {
  try {
    await using handle = await open(claim, 'wx', 0o600);
    await handle.writeFile(String(process.pid));
    return;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const running = await findServer(home);
  if (running !== null || (await isStarting(claim))) {
    throw new LabError({
      code: 'already-running',
      title: 'Лаборатория уже запущена',
      message: `С папкой ${home} уже работает другой сервер${running === null ? '' : `: ${running.url}`}.`,
      hint: 'Вернитесь в терминал, где он запущен, или остановите его там клавишами Ctrl+C. Для второй лаборатории задайте другие LAB_HOME и LAB_PORT.',
      status: 500,
    });
  }
  // The server that left this claim was killed.
  await rm(claim, { force: true });
  await takeClaim(home, claim);
}

/** The server that holds `home` and answers; null when there is none. */
export async function findServer(home: string): Promise<ServerAddress | null> {
  const file = path.join(home, fileName);
  let address: ServerAddress;
  try {
    if (((await stat(file)).mode & 0o077) !== 0 && process.platform !== 'win32') return null;
    const raw = parseRecord(JSON.parse(await readFile(file, 'utf8')), fileName);
    address = {
      pid: parseInteger(raw.pid, 'pid', 1, Number.MAX_SAFE_INTEGER),
      instance: parseString(raw.instance, 'instance'),
      url: parseString(raw.url, 'url'),
      token: parseString(raw.token, 'token'),
    };
    const response = await fetch(`${address.url}/api/health`, { signal: AbortSignal.timeout(askWithin) });
    const health = parseRecord(await response.json(), 'health');
    return health.instance === address.instance ? address : null;
  } catch {
    // No file, a half-written one, or nobody listening: no server.
    return null;
  }
}

/** Whether the claim's owner lives and is too young to have announced itself. */
async function isStarting(claim: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(claim);
    const pid = Number(await readFile(claim, 'utf8'));
    return pid > 0 && pid !== process.pid && Date.now() - mtimeMs < 30_000 && isAlive(pid);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
