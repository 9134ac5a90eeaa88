import { LabError } from '../lab-error.ts';
import { parsePatroniConfig } from '../cluster/patroni-config.ts';
import { writePassFile } from '../terminal/pass-file.ts';
import type { Workspace } from '../workspace/workspace.ts';

const configs = ['postgres0.yml', 'postgres1.yml'];

/** Keeps the terminals' password file in step with the superuser that the workspace's files name. */
export async function keepPassFile(
  runDir: string,
  workspace: Workspace,
  report: (error: unknown) => void,
): Promise<Disposable> {
  const write = async () => {
    const { user, password } = parsePatroniConfig(await readFirst(workspace), {});
    await writePassFile(runDir, { user, password });
  };
  await write();
  return workspace.onChange((path) => {
    if (configs.includes(path)) write().catch(report);
  });
}

/** The first of the nodes' configurations that is there; nothing when the student has renamed both. */
async function readFirst(workspace: Workspace): Promise<string> {
  for (const path of configs) {
    try {
      return (await workspace.read(path)).text;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
    }
  }
  return '';
}
