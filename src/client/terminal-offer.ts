import type { TerminalActivity } from '#protocol/terminal.ts';
import type { CommandOnPage } from './step-command-on-page.ts';

/** What a command's block offers where its terminal is not at the right prompt. */
export type Offer = {
  readonly reason: string;
  readonly interrupt: boolean;
  /** psql is to be opened first. */
  readonly connect: boolean;
  readonly elsewhere: boolean;
};

/** The offer for a command by what its terminal does now; null when it can be typed at once or nothing is known. */
export function offerFor(command: CommandOnPage, activity: TerminalActivity | null): Offer | null {
  if (activity === null || activity.at === 'starting') return null;
  const sql = command.kind === 'sql';
  switch (activity.at) {
    case 'closed':
      // A command opens a new shell by itself; a statement needs psql in it.
      return sql ? offer('Оболочка в этом терминале завершилась, psql в ней тоже.', { connect: true }) : null;
    case 'prompt':
      return sql ? offer('В терминале ещё нет psql: сначала нужно подключиться к базе.', { connect: true }) : null;
    case 'psql-prompt':
      return sql
        ? null
        : offer('В терминале открыт psql: команда оболочки в нём не сработает.', { interrupt: true, elsewhere: true });
    case 'psql-continuation':
      return offer('В psql остался незаконченный запрос.', { interrupt: true, elsewhere: !sql });
    case 'running':
      return offer(
        activity.command === ''
          ? 'В терминале выполняется другая команда.'
          : `В терминале выполняется: ${firstLine(activity.command)}`,
        // Interrupting what runs leads to the shell's prompt: a statement needs psql after that.
        sql && !isPsql(activity.command) ? { connect: true } : { interrupt: true, elsewhere: !sql },
      );
  }
}

/** Whether a request failed because its terminal is not at the prompt that it needs. */
export function isBusy({ code }: { code: string }): boolean {
  return code === 'terminal-busy' || code === 'psql-needed';
}

/** The offer when the server refused and the page knows no more than its words. */
export function offerAfterRefusal(command: CommandOnPage, { code, message }: { code: string; message: string }): Offer {
  if (code === 'psql-needed') return offer(message, { connect: true });
  return offer(message, { interrupt: true, elsewhere: command.kind !== 'sql' });
}

function offer(reason: string, chances: Partial<Omit<Offer, 'reason'>>): Offer {
  return { reason, interrupt: false, connect: false, elsewhere: false, ...chances };
}

function isPsql(command: string): boolean {
  return /(?:^|\s|\/)psql(?:\s|$)/.test(command);
}

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
