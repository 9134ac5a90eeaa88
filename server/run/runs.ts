import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../lab-error.ts';
import { writeDurably } from '../write-durably.ts';
import { currentRunFile, readCurrentRun, type RunName } from './current-run.ts';
import type { Run } from './run.ts';

/** The runs under LAB_HOME, of which one is open. */
export type Runs = AsyncDisposable & {
  readonly current: () => Run;
  /** «Начать заново»: removes what the present run has in Docker, then opens a fresh run; the old one's journal stays. */
  readonly reset: () => Promise<Run>;
  /** Tells when a run has given way to a fresh one: whoever still holds on to it must let go. */
  readonly onReplaced: (listener: () => void) => void;
};

export type RunsOptions = {
  readonly home: string;
  readonly open: (name: RunName, directory: string) => Promise<Run>;
};

/** Opens the present run, or begins the first one. */
export async function openRuns({ home, open }: RunsOptions): Promise<Runs> {
  const runs = path.join(home, 'runs');
  await mkdir(runs, { recursive: true, mode: 0o700 });
  let run: Run | null = await openNamed((await readCurrentRun(home)) ?? (await begin()));
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
    await writeDurably(path.join(home, currentRunFile), JSON.stringify(name));
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
