import { faultTitles, outageText } from '#protocol/words/fault-words.ts';
import { measurementRows } from '../fault/measurement-rows.ts';
import { answersOf } from './answers.ts';
import { type Grade, markOf, totalOf } from './grade.ts';
import { gradedCopyStyle } from './graded-copy-style.ts';
import type { OpenReport } from './report.ts';
import { type ReviewStep, type Rubric, mostOf } from './rubric.ts';
import { visibleLine, visibleLines } from './visible-text.ts';
import { integrityWords, momentText, pointsText } from './words.ts';

export type GradedCopy = {
  readonly report: OpenReport;
  readonly grade: Grade;
  readonly rubric: Rubric;
  readonly steps: readonly ReviewStep[];
  /** The model answer of a question, as text. */
  readonly modelOf: (question: string) => string;
};

/**
 * The graded copy of a report: one document without scripts, made of what this page itself has verified. Every word goes
 * through `escape`; its own policy lets it load nothing.
 */
export function gradedCopy({ report, grade, rubric, steps, modelOf }: GradedCopy): string {
  const { manifest, events, integrity } = report.bundle;
  const name = visibleLine(manifest.author.name) || 'Имя не указано';
  const total = totalOf(grade, rubric);
  const sum = `${total === null ? '—' : pointsText(total.points)} из ${mostOf(rubric)}`;
  const answers = answersOf(events, steps);
  const known = new Set(steps.map(({ id }) => id));
  const sections = [
    ...steps.map((step) => ({ id: step.id, title: step.title, fault: step.fault })),
    ...rubric.filter(({ id }) => !known.has(id)).map(({ id, title }) => ({ id, title, fault: null })),
  ].map(({ id, title, fault }) =>
    section(title, [
      ...report.claims.filter(({ step }) => step === id).map(claimLine),
      ...report.faults.filter((record) => record.fault === fault).map(faultLine),
      ...answers
        .filter(({ step }) => step === id)
        .map((answer) => answerLine(answer.title, answer.text, modelOf(answer.id))),
      markLine(grade, rubric, id),
    ]),
  );
  return `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(`Проверено: ${name}`)}</title>
<style>${gradedCopyStyle}</style>
</head>
<body>
<header>
<p class="kind">Проверенный отчёт · Лабораторная работа 1. HA Postgres Cluster</p>
<h1>${escape(name)}</h1>
<p>${escape(visibleLine(manifest.author.group, 60))}</p>
<p class="total">${escape(sum)}</p>
${grade.comment === '' ? '' : `<p class="remark">${escape(visibleLines(grade.comment))}</p>`}
<p class="facts">${escape(`Отчёт выгружен ${momentText(manifest.exportedAt)}; целостность: ${integrityWords[integrity.state]}. Показано ${report.claims.filter(({ state }) => state === 'shown').length} из ${report.claims.length}.`)}</p>
</header>
<main>
${sections.filter((text) => text !== '').join('\n')}
</main>
</body>
</html>
`;
}

/** Text inside an element or an attribute. */
export function escape(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
  return text.replaceAll(/[&<>"']/g, (character) => `&${names[character]};`);
}

function section(title: string, lines: readonly string[]): string {
  const filled = lines.filter((line) => line !== '');
  return filled.length === 0 ? '' : `<section>\n<h2>${escape(title)}</h2>\n${filled.join('\n')}\n</section>`;
}

function claimLine({ state, sentence, why }: OpenReport['claims'][number]): string {
  const words = escape(visibleLine(sentence, 600));
  return state === 'shown'
    ? `<p class="shown">✓ ${words}</p>`
    : `<p class="not-shown">○ ${words} <em>${escape(visibleLine(why ?? '', 400))}</em></p>`;
}

function faultLine(record: OpenReport['faults'][number]): string {
  const rows = measurementRows(record).map(({ what, predicted, measured, expected }) => {
    const cells = [what, predicted, visibleLine(measured), expected].map((cell) => `<td>${escape(cell)}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const head = ['', 'предположено', 'измерено', 'по настройкам'].map((cell) => `<th>${cell}</th>`).join('');
  const title = `${faultTitles[record.fault]}, ${momentText(record.beganAt)}: перерыв ${outageText(record)}`;
  return `<p>${escape(title)}</p>\n<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function answerLine(title: string, text: string, model: string): string {
  const own = text.trim() === '' ? 'Ответа нет.' : visibleLines(text);
  return `<h3>${escape(title)}</h3>
<div class="answers"><p class="answer">${escape(own)}</p><div class="model"><strong>Разбор</strong><p>${escape(model.trim())}</p></div></div>`;
}

function markLine(grade: Grade, rubric: Rubric, id: string): string {
  const line = rubric.find((criterion) => criterion.id === id);
  if (line === undefined) return '';
  const { points, comment } = markOf(grade, id);
  if (points === null && comment === '') return '';
  const sum = points === null ? '' : `<strong>${escape(`${pointsText(points)} из ${line.most}`)}</strong> `;
  return `<p class="remark">${sum}${escape(visibleLines(comment))}</p>`;
}
