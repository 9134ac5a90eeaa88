import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEBIAN_KEYRING } from '../debian-mirror.ts';
import type { DebianMirror } from '../debian-mirror.ts';
import { must } from '../progress.ts';
import { SetupError } from '../setup-error.ts';

const FETCH_DEADLINE_MS = 300_000;

/**
 * Fetches packages of another Debian suite and unpacks them under `folder`; returns where.
 * apt works on a state of its own there: neither /etc/apt nor dpkg's database learns of it, so the machine stays what it is.
 */
export async function unpackFromSuite(
  suite: string,
  packages: readonly string[],
  mirror: DebianMirror,
  folder: string,
): Promise<string> {
  const path = (name: string): string => join(folder, name);
  for (const name of ['state/lists/partial', 'cache/archives/partial', 'parts', 'debs']) {
    await mkdir(path(name), { recursive: true });
  }
  await writeFile(path('status'), '');
  await writeFile(path('sources.list'), `deb [signed-by=${DEBIAN_KEYRING}] ${mirror.main} ${suite} main\n`);
  const settings = [
    `Dir::State=${path('state')}`,
    `Dir::State::status=${path('status')}`,
    `Dir::Cache=${path('cache')}`,
    `Dir::Etc::sourcelist=${path('sources.list')}`,
    `Dir::Etc::sourceparts=${path('parts')}`,
    `Dir::Etc::preferences=/dev/null`,
    `Dir::Etc::preferencesparts=${path('parts')}`,
    'APT::Default-Release=',
    'Acquire::Languages=none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false',
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  const hint = `Проверьте, отдаёт ли зеркало выпуск ${suite}: ${mirror.main}/dists/${suite}/InRelease`;
  await must('apt-get', [...settings, '-q', 'update'], { deadlineMs: FETCH_DEADLINE_MS, hint });
  await must('apt-get', [...settings, '-q', 'download', ...packages], {
    deadlineMs: FETCH_DEADLINE_MS,
    cwd: path('debs'),
    hint,
  });
  const archives = (await readdir(path('debs'))).filter((name) => name.endsWith('.deb'));
  if (archives.length < packages.length) {
    throw new SetupError(`Зеркало отдало не все пакеты: ${packages.join(', ')}.`, hint);
  }
  for (const archive of archives) {
    await must('dpkg-deb', ['-x', join(path('debs'), archive), path('root')], { deadlineMs: 60_000, hint });
  }
  return path('root');
}
