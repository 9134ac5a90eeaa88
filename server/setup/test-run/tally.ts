import path from 'node:path';
import { parseInteger, parseList, parseRecord, parseString } from '#protocol/parse.ts';

/** How many tests passed, and a line for each that failed: where it stands, its name, the message of its error. */
export type Tally = {
  readonly passed: number;
  readonly failures: readonly string[];
};

const MAX_MESSAGE = 400;
const MAX_ITEMS = 100_000;

/**
 * What one run of Vitest counts for, from its JSON report and exit code;
 * a file that did not load, or an error outside of every test, is a failure too.
 * Paths of files are told from `root`.
 */
export function parseTally(report: unknown, exitCode: number | null, root: string): Tally {
  const fields = parseRecord(report, 'report');
  const passed = parseInteger(fields['numPassedTests'], 'numPassedTests', 0, Number.MAX_SAFE_INTEGER);
  const failures = parseList(
    fields['testResults'],
    'testResults',
    (file, at) => failuresOf(file, at, root),
    MAX_ITEMS,
  ).flat();
  if (exitCode !== 0 && failures.length === 0) {
    failures.push(`ошибка вне тестов: Vitest завершился с кодом ${exitCode ?? 'сигнала'}, его слова — выше`);
  }
  return { passed, failures };
}

function failuresOf(value: unknown, at: string, root: string): readonly string[] {
  const file = parseRecord(value, at);
  const name = path.relative(root, parseString(file['name'], `${at}.name`));
  const tests = parseList(file['assertionResults'], `${at}.assertionResults`, parseRecord, MAX_ITEMS);
  const failed = tests.filter((test) => test['status'] === 'failed');
  if (failed.length === 0 && file['status'] === 'failed') return [`${name}: ${messageIn(file['message'])}`];
  return failed.map((test) => {
    const messages = Array.isArray(test['failureMessages']) ? test['failureMessages'] : [];
    return `${name} › ${parseString(test['fullName'], `${at}.fullName`)}: ${messageIn(messages[0])}`;
  });
}

/** The message before its stack, in one line: some tell what they waited for in several. */
function messageIn(failure: unknown): string {
  const [message = ''] = typeof failure === 'string' ? failure.split(/\n\s+at /, 1) : [];
  const line = message.trim().replaceAll(/\s+/g, ' ');
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line || 'без объяснения';
}
