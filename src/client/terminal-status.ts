import type { TerminalActivity } from '#protocol/terminal.ts';
import type { Mode } from './run-connection.ts';
import type { TerminalLink } from './terminal-connection.ts';

export type TerminalSituation = {
  readonly mode: Mode;
  readonly link: TerminalLink | 'none';
  readonly activity: TerminalActivity | null;
  /** What the server said before it hung up. */
  readonly problem: string | null;
  /** Whether it types here or watches another tab. */
  readonly drives: boolean;
};

/** The line in a terminal's frame; `look` colours its dot. */
export type TerminalStatus = { readonly look: 'off' | 'ready' | 'busy' | 'broken'; readonly text: string };

/** A message over the terminal's screen, and what its button says. */
export type TerminalNotice = { readonly text: string; readonly action: string | null };

/** What stands in the terminal's frame. */
export function terminalStatus({ mode, link, activity, problem }: TerminalSituation): TerminalStatus {
  if (mode === 'reading') return { look: 'off', text: 'не запущен' };
  if (mode === 'refused' || link === 'refused') return { look: 'broken', text: 'нет доступа' };
  if (link === 'lost') return { look: 'broken', text: problem ?? 'связь прервалась, подключаемся снова…' };
  if (mode === 'lost') return { look: 'broken', text: 'сервер не отвечает, подключаемся снова…' };
  if (link !== 'attached' || activity === null) return { look: 'off', text: 'подключаемся…' };
  switch (activity.at) {
    case 'starting':
      return { look: 'busy', text: 'оболочка запускается…' };
    case 'prompt':
      return { look: 'ready', text: 'готов' };
    case 'psql-prompt':
      return { look: 'ready', text: 'psql ждёт запрос' };
    case 'psql-continuation':
      return { look: 'busy', text: 'psql ждёт конца запроса' };
    case 'running':
      return { look: 'busy', text: 'выполняется' };
    case 'closed':
      return { look: 'off', text: 'оболочка завершилась' };
  }
}

/** Whether another tab types in the terminal that is seen here. */
export function isWatching({ link, activity, drives }: TerminalSituation): boolean {
  return link === 'attached' && activity !== null && activity.at !== 'closed' && !drives;
}

/** What covers the screen while it is of no use. */
export function terminalNotice({ mode, link, activity, problem }: TerminalSituation): TerminalNotice | null {
  if (mode === 'reading') {
    return { text: 'Терминал оживёт в запущенной лаборатории: npm start в папке проекта.', action: null };
  }
  if (mode === 'refused' || link === 'refused') {
    return { text: 'Откройте ссылку с токеном, которую напечатал npm start.', action: null };
  }
  if (link === 'none') return { text: problem ?? 'Открываем терминал…', action: null };
  if (link === 'attached' && activity?.at === 'closed') {
    const code = activity.exitCode === null ? '' : ` (код ${activity.exitCode})`;
    return { text: `Оболочка завершилась${code}.`, action: 'Открыть новую оболочку' };
  }
  return null;
}
