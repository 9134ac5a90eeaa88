import type { CommandRecord } from '#protocol/command.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { faultTitles, leaderWords, predictedText } from '#protocol/words/fault-words.ts';
import { visibleLine } from './visible-text.ts';

/** The sorts of events that the journal's list is filtered by. */
export const eventSorts = {
  work: 'работа студента',
  checks: 'проверки',
  cluster: 'кластер',
  probe: 'зонд',
  lab: 'лаборатория',
} as const;

export type EventSort = keyof typeof eventSorts;

const sorts: Readonly<Partial<Record<string, EventSort>>> = {
  'check-result': 'checks',
  fact: 'checks',
  witness: 'cluster',
  watch: 'cluster',
  observation: 'cluster',
  'docker-event': 'cluster',
  'probe-started': 'probe',
  'probe-batch': 'probe',
  'probe-control': 'probe',
  'probe-ended': 'probe',
  'probe-read-back': 'probe',
  'run-started': 'lab',
  'server-started': 'lab',
};

/** What sort an event is of; what is not listed, somebody did. */
export function sortOf({ body }: JournalEvent): EventSort {
  return sorts[body.kind] ?? 'work';
}

const outcomes = { passed: 'выполнено', 'not-yet': 'ещё нет', 'could-not-run': 'не удалось проверить' } as const;
const savers = { page: 'со страницы', outside: 'в другом редакторе', reset: 'возвращён исходный' } as const;

/** An event of the journal as a line for a person. */
export function eventText({ body }: JournalEvent): string {
  return visibleLine(textOf(body), 400);
}

function textOf(body: EventBody): string {
  switch (body.kind) {
    case 'run-started':
      return `Прохождение началось, лаборатория ${body.lab}`;
    case 'server-started':
      return `Сервер лаборатории запущен, версия ${body.version}`;
    case 'command-started':
      return `${body.command.terminal}: начата «${body.command.text}»`;
    case 'command-ended':
      return `${body.command.terminal}: закончена «${body.command.text}»${endOf(body.command)}`;
    case 'terminal-opened':
      return `Терминал ${body.terminal} открыт`;
    case 'terminal-closed':
      return `Терминал ${body.terminal} закрыт`;
    case 'file-saved':
      return `Файл ${body.path}: сохранён ${savers[body.by]}`;
    case 'answer-saved':
      return `Ответ на вопрос «${body.question}»: ${body.text}`;
    case 'answer-opened':
      return `Открыт разбор вопроса «${body.question}»`;
    case 'hint-shown':
      return `Подсказка ${body.level} к проверке «${body.check}»`;
    case 'step-opened':
      return `Открыт шаг «${body.step}»`;
    case 'check-result':
      return `Проверка «${body.result.id}»: ${outcomes[body.result.outcome]}. ${body.result.message}`;
    case 'fact':
      return `Замечено: ${body.fact} ${pairs(body.detail)}`;
    case 'watch':
      return { began: 'Наблюдение началось', 'goes-on': 'Наблюдение идёт', ended: 'Наблюдение закончилось' }[
        body.state
      ];
    case 'witness':
      return `${body.witness}${body.node === null ? '' : ` (${body.node})`}: ${body.problem ?? JSON.stringify(body.testimony)}`;
    case 'author-saved':
      return `Чей отчёт: ${body.name}, ${body.group}`;
    case 'observation':
      return 'Наблюдение: состояние кластера целиком';
    case 'docker-event':
      return `Docker: ${body.container} ${body.action}${body.exitCode === null ? '' : `, код ${body.exitCode}`}`;
    case 'probe-started':
      return `Зонд ${body.probe} начал писать: ${body.rate} раз в секунду`;
    case 'probe-batch':
    case 'probe-control':
    case 'probe-read-back': {
      const { kind, ...rest } = body;
      const names = {
        'probe-batch': 'Записи зонда',
        'probe-control': 'Запись прямо на узел',
        'probe-read-back': 'Сверка строк',
      };
      return `${names[kind]}: ${JSON.stringify(rest)}`;
    }
    case 'probe-ended':
      return `Зонд ${body.probe} закончил писать`;
    case 'prediction':
      return `Предположение (${faultTitles[body.fault]}): без записи ${predictedText(body.seconds)}, лидер — ${leaderWords[body.leader]}, потеряно ${body.lost}`;
    case 'fault':
      return `Авария «${faultTitles[body.fault]}»${body.node === null ? '' : `, ${body.node}`}: ${body.state === 'began' ? 'началась' : 'отменена'}`;
    default:
      return kindOf(body);
  }
}

/** What has no words yet is called by its name. */
function kindOf({ kind }: { readonly kind: string }): string {
  return kind;
}

function endOf({ exitCode, state }: CommandRecord): string {
  return state === 'lost' ? ', оборвана' : exitCode === null ? '' : `, код ${exitCode}`;
}

function pairs(detail: Readonly<Record<string, string>>): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
