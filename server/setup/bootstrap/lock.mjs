import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { keep } from './place.mjs';
import { BootstrapError, say } from './progress.mjs';

const WAIT_MS = 900_000;

/** Does the work while no other command of this clone sets things up; a lock whose process is gone is taken over. */
export async function withSetupLock(work) {
  await mkdir(keep, { recursive: true });
  const lock = path.join(keep, 'setup.lock');
  const mine = path.join(keep, `setup.lock.${process.pid}`);
  await writeFile(mine, String(process.pid));
  try {
    await acquire(lock, mine);
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function acquire(lock, mine) {
  const until = performance.now() + WAIT_MS;
  let said = false;
  for (;;) {
    try {
      // A link appears whole, with the pid inside, or not at all.
      await link(mine, lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = await readHolder(lock);
    if (holder !== undefined && !isAlive(holder)) {
      await removeStale(lock, holder);
      continue;
    }
    if (performance.now() > until) {
      throw new BootstrapError(
        `Другая команда (процесс ${holder}) готовит лабораторию дольше ${WAIT_MS / 60_000} мин.`,
        `Остановите её: kill ${holder}`,
      );
    }
    if (!said) say(`Жду: лабораторию уже готовит другая команда (процесс ${holder ?? '?'})`);
    said = true;
    await delay(200);
  }
}

async function readHolder(lock) {
  try {
    return Number(await readFile(lock, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function removeStale(lock, holder) {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  // Somebody quicker may have taken it over in between: then it goes back.
  if ((await readHolder(aside)) !== holder) {
    await link(aside, lock).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  await rm(aside, { force: true });
}
