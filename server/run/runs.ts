import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { LabError } from '../lab-error.ts';
import type { Run } from './run.ts';

/** The runs under LAB_HOME, of which one is open. */
export type Runs = AsyncDisposable & {
  readonly current: () => Run;
  /** «Начать заново»: removes what the present run has in Docker, then opens a fresh run; the old one's journal stays. */
  readonly reset: () => Promise<Run>;
  /** Tells when a run has given way to a fresh one: whoever still holds on to it must let go. */
  readonly onReplaced: (listener: () => void) => void;
};

/** What identifies a run; kept in `LAB_HOME/current-run.json`. */
export type RunName = { readonly id: string; readonly project: string };

export type RunsOptions = {
  readonly home: string;
  readonly open: (name: RunName, directory: string) => Promise<Run>;
};

const fileName = 'current-run.json';
const safeName = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Opens the present run, or begins the first one. */
export async function openRuns({ home, open }: RunsOptions): Promise<Runs> {
  const runs = path.join(home, 'runs');
  await mkdir(runs, { recursive: true, mode: 0o700 });
  let run: Run | null = await openNamed((await readCurrent(home)) ?? (await begin()));
  let resetting: Promise<Run> | null = null;
  const listeners: (() => void)[] = [];

  async function openNamed(name: RunName): Promise<Run> {
    const directory = path.join(runs, name.id);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return open(name, directory);
  }

  async function begin(): Promise<RunName> {
    const suffix = randomBytes(4).toString('hex');
    const day = new Date().toISOString().slice(0, 10);
    const name = { id: `${day}-${suffix}`, project: `ha-postgres-lab-${suffix}` };
    const file = path.join(home, fileName);
    await writeFile(`${file}.new`, JSON.stringify(name), { mode: 0o600 });
    await rename(`${file}.new`, file);
    return name;
  }

  async function startAnew(): Promise<Run> {
    const old = current();
    await old.removeFromDocker();
    run = null;
    await old[Symbol.asyncDispose]();
    run = await openNamed(await begin());
    for (const listener of listeners) listener();
    return run;
  }

  function current(): Run {
    if (run === null) {
      throw new LabError({
        code: 'resetting',
        title: 'Прохождение начинается заново',
        message: 'Лаборатория закрывает прежнее прохождение и готовит новое.',
        hint: 'Повторите через несколько секунд.',
        status: 503,
      });
    }
    return run;
  }

  return {
    current,
    async reset() {
      // A second click waits for the first one's run.
      resetting ??= startAnew().finally(() => {
        resetting = null;
      });
      return resetting;
    },
    onReplaced: (listener) => void listeners.push(listener),
    async [Symbol.asyncDispose]() {
      if (resetting !== null) await Promise.allSettled([resetting]);
      await run?.[Symbol.asyncDispose]();
      run = null;
    },
  };
}

async function readCurrent(home: string): Promise<RunName | null> {
  let text: string;
  try {
    text = await readFile(path.join(home, fileName), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const raw = parseRecord(JSON.parse(text), fileName);
  const id = parseString(raw.id, 'id', 64);
  const project = parseString(raw.project, 'project', 64);
  if (!safeName.test(id) || !safeName.test(project)) throw new Error(`${fileName}: names of an unknown form`);
  return { id, project };
}
