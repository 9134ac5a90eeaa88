import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { type PersonalKind, personalKinds } from '#protocol/hidden-kinds.ts';
import { parseList, parseOneOf } from '#protocol/parse.ts';

const fileName = 'kept-in-report.json';
const mode = 0o600;

/** The kinds that the student leaves in the report of a run; none as long as nothing was chosen. */
export async function readKeptKinds(runDir: string): Promise<ReadonlySet<PersonalKind>> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(runDir, fileName), 'utf8'));
    return new Set(parseList(value, fileName, (kind, at) => parseOneOf(kind, at, personalKinds)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
    throw error;
  }
}

/** Keeps the choice; it is on disk when this settles. */
export async function writeKeptKinds(runDir: string, kinds: ReadonlySet<PersonalKind>): Promise<void> {
  const file = path.join(runDir, fileName);
  const draft = `${file}.new`;
  {
    await using handle = await open(draft, 'w', mode);
    await handle.writeFile(JSON.stringify([...kinds]));
    await handle.sync();
  }
  await rename(draft, file);
}
