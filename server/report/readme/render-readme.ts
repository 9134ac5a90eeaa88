import type { Stretch } from '#protocol/words/inline-code.ts';
import type { Block, NumberedClaim, Section } from '../outline/block.ts';
import { makeOutline } from '../outline/make-outline.ts';
import { clockText, positionText } from '../outline/moments.ts';
import { unmadeSummary } from '../outline/unmade-summary.ts';
import type { ReportFigure, ReportSource } from '../report-source.ts';
import { html } from '../markup.ts';
import { fenced, oneLine, plainLine, plainParagraphs, plainText, table } from './markdown.ts';

/** The report as Markdown that reads well on GitHub: `README.md`. */
export function renderReadme(source: ReportSource, figures: readonly ReportFigure[]): string {
  const outline = makeOutline(source, figures);
  return `${[
    `# ${plainLine(outline.title)}`,
    plainLine(outline.author),
    outline.facts.map(plainLine).join('\\\n'),
    ...outline.sections.map(sectionText),
  ].join('\n\n')}\n`;
}

function sectionText({ level, title, blocks }: Section): string {
  return [`${'#'.repeat(level)} ${plainLine(title)}`, ...blocks.map(blockText).filter((text) => text !== '')].join(
    '\n\n',
  );
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'words':
      return wordsText(block.words);
    case 'list':
      return block.items.map((item) => `- ${wordsText(item)}`).join('\n');
    case 'command':
      return `${fenced(block.text, block.language === 'sql' ? 'sql' : 'sh')}\n\n${
        block.outcome === null ? '*Не выполнялась.*' : `<sub>${plainLine(block.outcome)}</sub>`
      }`;
    case 'figure':
      return figureText(block);
    case 'claim':
      return claimText(block);
    case 'unmade':
      return unmadeText(block.claims);
    case 'all-claims':
      return claimsText(block.groups.flatMap(({ claims }) => claims));
    case 'listing':
      return listingText(block);
    case 'strips':
      return '';
    case 'answer':
      return answerText(block);
    case 'table':
      return table(
        block.head.map(plainLine),
        block.rows.map((row) => row.map(plainLine)),
      );
  }
}

function wordsText(words: readonly Stretch[]): string {
  return words.map(({ code, text }) => (code ? `\`${text}\`` : plainText(text))).join('');
}

function figureText({ number, caption, figure }: Extract<Block, { kind: 'figure' }>): string {
  const words = `Рисунок ${number} — ${plainLine(caption)}`;
  if (figure.state === 'missing') return `*${words}. ${plainLine(figure.why)}*`;
  const origin = figure.from === 'output' ? '. Записи терминала нет: показан сохранённый вывод' : '';
  // With a width: the file has twice as many pixels, and Markdown's own image would be as wide as the text.
  const image = html`<img src="ReportPhoto/${figure.name}.png" width="${figure.width}" alt="${oneLine(figure.alt)}" />`;
  return `${image.text}\n\n*${words}${origin}*`;
}

function claimText({ number, claim, sentence }: NumberedClaim): string {
  const mark = claim.state === 'shown' ? '**Показано**' : '*Не показано*';
  const why = claim.why === null ? '' : ` ${plainLine(claim.why)}`;
  return `> ${mark} · № ${number}. ${plainLine(sentence)}${why}`;
}

function unmadeText(claims: readonly NumberedClaim[]): string {
  return [
    `<details>\n<summary>${unmadeSummary(claims.length)}</summary>`,
    claims.map(({ number, sentence }) => `- № ${number}. ${plainLine(sentence)}`).join('\n'),
    '</details>',
  ].join('\n\n');
}

function listingText({ title, text, origin, differences, path }: Extract<Block, { kind: 'listing' }>): string {
  const changes = differences.flatMap(({ where, own, here }) => [
    `@@ ${where} @@`,
    ...(own === null ? [] : [`- ${own}`]),
    ...(here === null ? [] : [`+ ${here}`]),
  ]);
  return [
    `<details>\n<summary>${plainLine(title)}</summary>`,
    fenced(text, languageOf(path)),
    plainLine(origin),
    ...(changes.length === 0 ? [] : [fenced(changes.join('\n'), 'diff')]),
    '</details>',
  ].join('\n\n');
}

function languageOf(path: string): string {
  if (/\.ya?ml$/.test(path)) return 'yaml';
  return path === 'Dockerfile' ? 'dockerfile' : '';
}

function answerText({ question, text }: Extract<Block, { kind: 'answer' }>): string {
  const answer = text === null ? '*Ответа нет.*' : plainParagraphs(text);
  return question === null ? answer : `**${plainLine(question)}**\n\n${answer.replaceAll(/^/gm, '> ')}`;
}

/** All claims once more, with where each can be seen. */
function claimsText(claims: readonly NumberedClaim[]): string {
  const shown = claims.filter(({ claim }) => claim.state === 'shown').length;
  const rows = claims.map(({ number, claim, sentence }) => [
    String(number),
    plainLine(sentence),
    claim.state === 'shown' ? '**показано**' : '*не\u00a0показано*',
    placesText(claim.evidence),
  ]);
  return [
    `Показано ${shown} из ${claims.length}.`,
    ...(claims.length === 0 ? [] : [table(['№', 'Утверждение', 'Отметка', 'Где это видно'], rows)]),
  ].join('\n\n');
}

type Evidence = NumberedClaim['claim']['evidence'];

/** Places that stand in a cell; the others are found in `index.html`. */
const mostPlaces = 3;

function placesText(evidence: Evidence): string {
  const places = evidence.slice(0, mostPlaces).map(placeText);
  const left = evidence.length - places.length;
  return [...places, ...(left > 0 ? [`и ещё ${left}`] : [])].join('<br>');
}

function placeText({ at, label, recording }: Evidence[number]): string {
  const place =
    recording === null ? '' : `, запись ${plainLine(recording.terminal)} ${positionText(recording.seconds)}`;
  return `${clockText(at)} — ${plainLine(label)}${place}`;
}
