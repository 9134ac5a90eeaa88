import { comparableText } from '#protocol/command-text.ts';
import type { CommandRecord } from '#protocol/command.ts';
import { type PlaceholderName, type PlaceholderValues, fillPlaceholders, unknownNames } from '#protocol/placeholder.ts';
import type { TerminalActivity } from '#protocol/terminal.ts';
import { durationText, elapsedText, whenText } from '#protocol/words/elapsed.ts';
import { neutralText } from './command-text.ts';
import type { Mode } from './run-connection.ts';
import type { CommandOnPage } from './step-command-on-page.ts';

/** How a command's block looks; `open` is a psql that waits for statements. */
export type CommandLook = 'idle' | 'waiting' | 'running' | 'open' | 'done' | 'failed' | 'lost';

/** Everything that a command's block shows. */
export type CommandView = {
  readonly text: string;
  readonly look: CommandLook;
  /** Changes with the time; not read out. */
  readonly status: string;
  /** When the last run ended, or nothing. */
  readonly when: string;
  /** Read out once when it changes. */
  readonly announcement: string;
  readonly button: string;
  /** Why the button does nothing now, or null when it works. */
  readonly obstacle: string | null;
  /** A line beside the button: the obstacle where it is not plain to see, or what was run where the text has changed since. */
  readonly reason: string | null;
};

export type CommandSituation = {
  readonly mode: Mode;
  readonly placeholders: PlaceholderValues | null;
  readonly run: CommandRecord | null;
  /** A request to run it is on its way. */
  readonly asking: boolean;
  readonly activity: TerminalActivity | null;
  /** This run was seen as an open psql before: while a statement runs in it, it still is one. */
  readonly wasOpen: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** What the block of `command` shows in a situation. */
export function commandView(command: CommandOnPage, situation: CommandSituation): CommandView {
  if (situation.mode === 'reading') return recordedView(command, situation);
  const { text, unknown } = fillPlaceholders(command.text, situation.placeholders ?? unknownNames);
  const { look, status, when = '', announcement } = progressOf(command, situation);
  const away = obstacleOf(situation.mode, unknown);
  const busy = look === 'waiting' || look === 'running';
  return {
    text: unknown.length === 0 ? text : neutralText(command.text, situation.placeholders ?? unknownNames),
    look,
    status,
    when,
    announcement,
    button: busy ? 'Выполняется' : look === 'idle' ? 'Выполнить' : look === 'open' ? 'Открыто' : 'Ещё раз',
    obstacle: away ?? (busy ? 'Команда ещё выполняется.' : openObstacle(look)),
    reason: away ?? openObstacle(look) ?? ranText(situation.run, text, unknown),
  };
}

/** Without a server a command is shown as it ran in the record. */
function recordedView(command: CommandOnPage, situation: CommandSituation): CommandView {
  const { run, placeholders } = situation;
  const { look, status, when = '' } = progressOf(command, situation);
  const absent =
    placeholders === null
      ? 'Выполняется в запущенной лаборатории: npm start.'
      : 'В записи этой команды нет: она для опытов в своей лаборатории.';
  const obstacle = run === null ? absent : null;
  return {
    text: run === null || run.text === '' ? neutralText(command.text, placeholders ?? unknownNames) : run.text,
    look,
    status,
    when,
    announcement: '',
    button: 'Выполнить',
    obstacle,
    reason: obstacle,
  };
}

/** After a failover the text names another node than the run did. */
function ranText(run: CommandRecord | null, text: string, unknown: readonly PlaceholderName[]): string | null {
  if (run === null || run.text === '' || unknown.length > 0) return null;
  const same = comparableText(run.text) === comparableText(text);
  return same ? null : `Было выполнено: ${run.text}`;
}

function openObstacle(look: CommandLook): string | null {
  return look === 'open' ? 'psql уже открыт в этом терминале.' : null;
}

function obstacleOf(mode: Mode, unknown: readonly PlaceholderName[]): string | null {
  switch (mode) {
    case 'connecting':
      return 'Страница ещё подключается к лаборатории.';
    case 'reading':
      return 'Выполняется в запущенной лаборатории: npm start.';
    case 'refused':
      return 'Нужна ссылка с токеном, которую напечатал npm start.';
    case 'lost':
      return 'Связь с лабораторией потеряна.';
    case 'live':
      return unknown.length === 0 ? null : missing(unknown);
  }
}

function missing(unknown: readonly PlaceholderName[]): string {
  if (unknown.some((name) => name.startsWith('stopped'))) {
    return 'Имя узла появится здесь само, когда вы остановите лидера.';
  }
  if (unknown.includes('entrypoint-port')) return 'Порт HAProxy ещё неизвестен: он появится, когда HAProxy запустится.';
  const who = unknown.some((name) => name.startsWith('leader')) ? 'лидер' : 'реплика';
  return `Ещё неизвестно, кто ${who}: кластер не запущен или не ответил.`;
}

function progressOf(
  command: CommandOnPage,
  { run, asking, activity, wasOpen, now }: CommandSituation,
): Pick<CommandView, 'look' | 'status' | 'announcement'> & Partial<Pick<CommandView, 'when'>> {
  if (asking) return { look: 'waiting', status: 'передаём в терминал…', announcement: '' };
  if (run === null) return { look: 'idle', status: '', announcement: '' };
  switch (run.state) {
    case 'waiting':
      return { look: 'waiting', status: 'ждёт приглашения…', announcement: 'Команда ждёт приглашения' };
    case 'running':
    case 'interactive': {
      const atPsql = activity?.at === 'psql-prompt' || activity?.at === 'psql-continuation';
      if (run.state === 'interactive' || (command.opensPsql && (atPsql || wasOpen))) {
        return { look: 'open', status: 'psql открыт', announcement: 'psql открыт и ждёт запросов' };
      }
      // The two clocks are the same machine's; a second tab elsewhere would show its own.
      const elapsed = run.startedAt === null ? '' : elapsedText(now - run.startedAt);
      return { look: 'running', status: `идёт ${elapsed}`.trim(), announcement: 'Команда выполняется' };
    }
    case 'lost':
      return {
        look: 'lost',
        status: 'оболочка закрылась раньше',
        announcement: 'Терминал закрылся раньше, чем команда закончилась',
      };
    case 'ended': {
      const failed = (run.exitCode ?? 0) !== 0 || isErrorState(run.sqlState);
      const result = resultText(run, failed);
      const took =
        run.startedAt === null || run.endedAt === null ? '' : ` · ${durationText(run.endedAt - run.startedAt)}`;
      return {
        look: failed ? 'failed' : 'done',
        status: `${result}${took}`,
        when: run.endedAt === null ? '' : whenText(run.endedAt, now),
        announcement: `Команда завершилась: ${result}`,
      };
    }
  }
}

function isErrorState(sqlState: string | null): boolean {
  return sqlState !== null && !/^0[0-2]/.test(sqlState);
}

/** What the SQLSTATE classes that this lab meets mean, in a few words. */
const sqlStates: Readonly<Record<string, string>> = {
  '25006': 'узел только для чтения',
  '42P01': 'таблицы нет',
  '42P07': 'таблица уже есть',
  '42601': 'ошибка в синтаксисе',
  '23505': 'такая строка уже есть',
  '57P01': 'сервер закрыл соединение',
  '57P03': 'сервер ещё не принимает соединения',
  '08006': 'соединение прервалось',
};

function resultText(run: CommandRecord, failed: boolean): string {
  if (run.kind === 'sql') {
    if (!failed) return 'выполнено';
    if (run.sqlState === null) return 'ошибка';
    const meaning = sqlStates[run.sqlState];
    return `ошибка ${run.sqlState}${meaning === undefined ? '' : ` — ${meaning}`}`;
  }
  if (run.exitCode === null) return 'завершена';
  if (run.exitCode === 0) return 'код 0';
  return run.exitCode === 130 ? 'прервана, код 130' : `код ${run.exitCode}`;
}
