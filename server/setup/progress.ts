import { lastLines, runCommand, succeeded } from './command.ts';
import type { CommandOptions, CommandResult } from './command.ts';
import { SetupError } from './setup-error.ts';

const QUIET_REPORT_MS = 15_000;

/** Says one line of progress; stderr, so that stdout stays for what a script reads. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * Does one step of the set-up: says what is being done, and every 15 s that it still is, with the last line that the
 * work has told of itself.
 */
export async function step<T>(title: string, work: (tell: (output: string) => void) => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - startedAt) / 1000)} с`;
  let last = '';
  say(`→ ${title}`);
  const timer = setInterval(() => say(`  … ${title}: ${seconds()}${last === '' ? '' : ` (${last})`}`), QUIET_REPORT_MS);
  try {
    const result = await work((output) => {
      last = lastLine(output) ?? last;
    });
    say(`✓ ${title} (${seconds()})`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** The last line with something on it, short and without what a terminal would take for orders. */
export function lastLine(output: string): string | null {
  const lines = output.split(/[\r\n]+/).map((line) => line.replaceAll(/\p{Cc}\[[\d;?]*[A-Za-z]|\p{Cc}/gu, '').trim());
  const found = lines.findLast((line) => line !== '');
  return found === undefined ? null : found.slice(0, 100);
}

/** Runs a command that must succeed; its last lines go into the error when it does not. */
export async function must(
  command: string,
  args: readonly string[],
  options: CommandOptions & { readonly hint: string },
): Promise<CommandResult> {
  const result = await runCommand(command, args, options);
  if (succeeded(result)) return result;
  const shown = [command, ...args].join(' ');
  if (result.outcome === 'not-found') throw new SetupError(`Нет программы ${command}.`, options.hint);
  const how =
    result.outcome === 'timed-out'
      ? `не закончилась за ${Math.round(options.deadlineMs / 1000)} с`
      : `закончилась с кодом ${result.code}`;
  throw new SetupError(`Команда «${shown}» ${how}:\n${lastLines(result)}`, options.hint);
}
