import type { TerminalActivity } from '#protocol/terminal.ts';
import type { CommandKind } from '#protocol/step.ts';
import { LabError } from '../lab-error.ts';

const maxShown = 80;

/** What a terminal does, as the end of a Russian sentence. */
export function describeActivity(activity: TerminalActivity): string {
  switch (activity.at) {
    case 'starting':
      return 'запускается оболочка';
    case 'prompt':
      return 'открыта командная строка';
    case 'psql-prompt':
      return 'открыт psql';
    case 'psql-continuation':
      return 'в psql набрана незаконченная команда SQL';
    case 'running':
      return activity.command === '' ? 'выполняется команда' : `выполняется «${shorten(activity.command)}»`;
    case 'closed':
      return 'оболочка завершилась';
  }
}

function shorten(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > maxShown || line !== text ? `${line.slice(0, maxShown)}…` : line;
}

/** Nothing is typed blindly: the terminal is not at the prompt that the command needs. */
export function terminalBusy(terminal: string, kind: CommandKind, activity: TerminalActivity): LabError {
  if (kind === 'sql' && activity.at === 'prompt') {
    return new LabError({
      code: 'psql-needed',
      title: 'Сначала откройте psql',
      message: `В терминале «${terminal}» открыта командная строка, а это команда SQL: её выполняет psql.`,
      hint: 'Выполните на этом шаге команду, которая открывает psql, и повторите.',
      status: 409,
    });
  }
  const needed = kind === 'sql' ? 'приглашение psql' : 'приглашение командной строки';
  return new LabError({
    code: 'terminal-busy',
    title: 'Терминал занят',
    message: `В терминале «${terminal}» ${describeActivity(activity)}, а нужно ${needed}. Ничего не набрано.`,
    hint: 'Дождитесь конца, прервите то, что выполняется, или выберите другой терминал.',
    status: 409,
  });
}

/** A wait for a prompt was in vain. */
export function promptNotReached(terminal: string, activity: TerminalActivity, waited: number): LabError {
  return new LabError({
    code: 'terminal-busy',
    title: 'Терминал не освободился',
    message: `За ${waited / 1_000} с в терминале «${terminal}» не появилось приглашение: ${describeActivity(activity)}. Ничего не набрано.`,
    hint: 'Завершите программу в терминале сами (Ctrl+C, q или exit) и повторите.',
    status: 409,
  });
}
