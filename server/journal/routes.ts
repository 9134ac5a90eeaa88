import { parseAuthorName } from '#protocol/author.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { maxAnswerLength } from '#protocol/journal-parse.ts';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import type { Step, StepCheck } from '#protocol/step.ts';
import { LabError } from '../lab-error.ts';
import type { Route } from '../route.ts';
import { readAll, type Journal } from './journal.ts';

/** What these routes need of a run. */
export type JournalRun = { readonly journal: Journal; readonly steps: readonly Step[] };

function notFound(what: string, id: string): LabError {
  return new LabError({
    code: 'not-found',
    title: 'Такого в лаборатории нет',
    message: `${what} «${id}» нет ни на одном шаге.`,
    hint: 'Список шагов с вопросами и проверками: GET /api/steps.',
    status: 404,
  });
}

function findQuestion(run: JournalRun, id: string): string {
  const found = run.steps.some((step) => step.questions.some((question) => question.id === id));
  if (!found) throw notFound('Вопроса', id);
  return id;
}

function findCheck(run: JournalRun, id: string): StepCheck {
  const check = run.steps.flatMap((step) => step.checks).find((candidate) => candidate.id === id);
  if (check === undefined) throw notFound('Проверки', id);
  return check;
}

function hasOwnAnswer(journal: Journal, question: string): boolean {
  let answered = false;
  for (const { body } of readAll(journal, 1, ['run-started', 'answer-saved'])) {
    if (body.kind === 'run-started') answered = false;
    if (body.kind === 'answer-saved' && body.question === question) answered = body.text.trim() !== '';
  }
  return answered;
}

/** Saves an answer to a question of the lab; the answer is on disk when this returns. */
function saveAnswer(run: JournalRun, id: string, body: unknown): JournalEvent {
  const question = findQuestion(run, id);
  const text = parseString(parseRecord(body, '').text, 'text', maxAnswerLength);
  return run.journal.append({ kind: 'answer-saved', question, text });
}

/** Opens the model answer, which stands open from then on; an own answer comes first. */
function openAnswer(run: JournalRun, id: string): JournalEvent {
  const question = findQuestion(run, id);
  if (!hasOwnAnswer(run.journal, question)) {
    throw new LabError({
      code: 'answer-first',
      title: 'Сначала ваш ответ',
      message: 'Образцовый ответ открывается после собственного: так видно, что вы поняли сами.',
      hint: 'Напишите хотя бы одно предложение и откройте образец снова.',
      status: 409,
    });
  }
  return run.journal.append({ kind: 'answer-opened', question });
}

/** Keeps who hands the report in; a report without a name is nobody's. */
function saveAuthor(run: JournalRun, body: unknown): JournalEvent {
  const { name, group } = parseAuthorName(body, '');
  if (name.trim() === '') {
    throw new LabError({
      code: 'author-nameless',
      title: 'Имени нет',
      message: 'Отчёт подписывают именем, а в запросе оно пустое.',
      hint: 'Напишите фамилию и имя так, как их знает преподаватель.',
      status: 400,
    });
  }
  return run.journal.append({ kind: 'author-saved', name: name.trim(), group: group.trim() });
}

function showHint(run: JournalRun, body: unknown): JournalEvent {
  const raw = parseRecord(body, '');
  const check = findCheck(run, parseString(raw.check, 'check', 64));
  const level = parseInteger(raw.level, 'level', 1, Math.max(1, check.hints.length));
  return run.journal.append({ kind: 'hint-shown', check: check.id, level });
}

/** The routes that write a student's answers and opened hints to the journal; each answers with its event. */
export function journalRoutes(currentRun: () => JournalRun): Route[] {
  return [
    {
      method: 'put',
      path: '/api/answers/:id',
      access: 'token',
      handle: (request, response) => {
        response.json(saveAnswer(currentRun(), String(request.params.id), request.body));
      },
    },
    {
      method: 'post',
      path: '/api/answers/:id/opened',
      access: 'token',
      handle: (request, response) => {
        response.json(openAnswer(currentRun(), String(request.params.id)));
      },
    },
    {
      method: 'put',
      path: '/api/author',
      access: 'token',
      handle: (request, response) => {
        response.json(saveAuthor(currentRun(), request.body));
      },
    },
    {
      method: 'post',
      path: '/api/hints',
      access: 'token',
      handle: (request, response) => {
        response.json(showHint(currentRun(), request.body));
      },
    },
  ];
}
