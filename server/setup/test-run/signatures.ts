import { parseList, parseRecord, parseString } from '#protocol/parse.ts';
import type { CommandResult } from '../command.ts';
import { lastLines, runCommand } from '../command.ts';
import { step } from '../progress.ts';
import type { Tally } from './tally.ts';

const DEADLINE_MS = 60_000;

/** What `npm audit signatures` found, or why it could not look. */
export type SignatureAudit = { readonly tally: Tally } | { readonly missing: string };

/** Compares the signatures of the installed packages with the registry's keys, where registry and keys are in reach. */
export async function auditSignatures(root: string, env: NodeJS.ProcessEnv = process.env): Promise<SignatureAudit> {
  const args = ['audit', 'signatures', '--json', '--fetch-retries=0', '--loglevel=error'];
  return step('Сверяю подписи зависимостей (npm audit signatures)', async () =>
    readAudit(await runCommand('npm', args, { deadlineMs: DEADLINE_MS, cwd: root, env })),
  );
}

/** Tells a wrong signature, which is a failure, from a registry that does not answer, which is none. */
export function readAudit(result: CommandResult): SignatureAudit {
  if (result.outcome === 'not-found') return { missing: 'нет программы npm' };
  if (result.outcome === 'timed-out') return { missing: `реестр не ответил за ${DEADLINE_MS / 1_000} с` };
  const answer = parseJson(result.stdout);
  if (answer === null) return { missing: `npm не дал отчёта: ${lastLines(result, 1)}` };
  if (answer.error !== undefined) {
    return { missing: parseString(parseRecord(answer.error, 'error').summary, 'error.summary').split('\n')[0] ?? '' };
  }
  const named = (field: string) =>
    parseList(answer[field] ?? [], field, (item) => {
      const { name, version } = parseRecord(item, field);
      return `${parseString(name, 'name')}@${parseString(version, 'version')}`;
    });
  const bad = [...named('invalid'), ...named('missing')];
  const failures = bad.map((name) => `npm audit signatures: подпись ${name} не сошлась или её нет`);
  if (failures.length === 0 && result.code !== 0) failures.push(`npm audit signatures: код ${result.code}`);
  return { tally: { passed: failures.length === 0 ? 1 : 0, failures } };
}

function parseJson(text: string): ReturnType<typeof parseRecord> | null {
  try {
    return parseRecord(JSON.parse(text), 'npm audit signatures');
  } catch {
    // npm that was stopped or is too old for --json says it in words.
    return null;
  }
}
