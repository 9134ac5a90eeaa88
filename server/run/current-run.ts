import { existsSync } from 'node:fs';
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { ParseError, parseRecord, parseString } from '#protocol/parse.ts';
import { writeDurably } from '../write-durably.ts';

/** What identifies a run; kept in `LAB_HOME/current-run.json`. */
export type RunName = { readonly id: string; readonly project: string };

/** The file in LAB_HOME that names the present run. */
export const currentRunFile = 'current-run.json';

const safeName = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** The end of a run's id is also that of its project. */
const idOfRun = /^(\d{4}-\d\d-\d\d)-([0-9a-f]{8})$/;

/** The present run; null when there was none yet. A file that a failing disk has spoilt is set aside, and the newest run found. */
export async function readCurrentRun(home: string): Promise<RunName | null> {
  const file = path.join(home, currentRunFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const name = parseName(text);
  if (name !== null) return name;
  await rename(file, freeName(`${file}.damaged`));
  const newest = await newestRun(path.join(home, 'runs'));
  if (newest !== null) await writeDurably(file, JSON.stringify(newest));
  return newest;
}

function parseName(text: string): RunName | null {
  try {
    const raw = parseRecord(JSON.parse(text), currentRunFile);
    const name = { id: parseString(raw.id, 'id', 64), project: parseString(raw.project, 'project', 64) };
    return safeName.test(name.id) && safeName.test(name.project) ? name : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ParseError) return null;
    throw error;
  }
}

async function newestRun(runs: string): Promise<RunName | null> {
  const found: { readonly name: RunName; readonly day: string; readonly begunAt: number }[] = [];
  for (const id of await readdir(runs)) {
    const [, day, suffix] = idOfRun.exec(id) ?? [];
    const journal = path.join(runs, id, 'journal.sqlite');
    if (day === undefined || suffix === undefined || !existsSync(journal)) continue;
    // Not when it was written last: somebody may have looked into an earlier run since.
    const { birthtimeMs: begunAt } = await stat(journal);
    found.push({ name: { id, project: `ha-postgres-lab-${suffix}` }, day, begunAt });
  }
  found.sort((one, other) => one.day.localeCompare(other.day) || one.begunAt - other.begunAt);
  return found.at(-1)?.name ?? null;
}

function freeName(wanted: string): string {
  let number = 1;
  while (existsSync(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
}
