import { documentPaint } from '../drawings/paint.ts';
import { drawTimeline } from '../drawings/timeline.ts';
import { html, Markup } from '../markup.ts';
import type { Block } from '../outline/block.ts';
import { allClaims, claimInText, type Places, unmadeClaims } from './claims.ts';
import { prose, wordsOf } from './prose.ts';

/** A piece of the report as HTML. */
export function blockMarkup(block: Block, places: Places): Markup {
  switch (block.kind) {
    case 'words':
      // What ends with a colon stays with what it announces.
      return block.words.at(-1)?.text.endsWith(':')
        ? html`<p class="lead">${wordsOf(block.words)}</p>`
        : html`<p>${wordsOf(block.words)}</p>`;
    case 'list':
      return html`<ul class="list">
        ${block.items.map((item) => html`<li>${wordsOf(item)}</li>`)}
      </ul>`;
    case 'command':
      return html`<div class="command${block.outcome === null ? ' undone' : ''}">
        <pre>${block.text}</pre>
        <p class="outcome">${block.outcome ?? 'Не выполнялась'}</p>
      </div>`;
    case 'figure':
      return figureMarkup(block);
    case 'claim':
      return claimInText(block);
    case 'unmade':
      return unmadeClaims(block.claims);
    case 'all-claims':
      return allClaims(block.groups, places);
    case 'listing':
      return listingMarkup(block);
    case 'strips':
      return stripsMarkup(block);
    case 'answer':
      return answerMarkup(block);
    case 'table':
      return tableMarkup(block);
  }
}

function figureMarkup({ number, caption, figure }: Extract<Block, { kind: 'figure' }>): Markup {
  const origin =
    figure.state === 'drawn' && figure.from === 'output' ? '. Записи терминала нет: показан сохранённый вывод' : '';
  const words = html`<figcaption>Рисунок ${number} — ${prose(caption)}${origin}</figcaption>`;
  if (figure.state === 'missing') {
    return html`<figure id="figure-${number}">
      <p class="missing">${prose(figure.why)}</p>
      ${words}
    </figure>`;
  }
  // The drawing comes from our own painters, which write through the same template.
  return html`<figure id="figure-${number}">
    <div class="scroll" role="${figure.command === null ? 'img' : 'group'}" aria-label="${figure.alt}" tabindex="0">
      ${new Markup(figure.svg)}
    </div>
    ${words}
  </figure>`;
}

function listingMarkup({ title, text, origin, differences }: Extract<Block, { kind: 'listing' }>): Markup {
  const changes = differences.map(
    ({ where, own, here }) =>
      html`<span class="soft">${where}</span
        >${own === null ? '' : html`<del>${own}</del>`}${here === null ? '' : html`<ins>${here}</ins>`}`,
  );
  return html`<details>
    <summary>${title}<small>${prose(origin.replace(/:$/, ''))}</small></summary>
    <div>
      ${changes.length === 0 ? '' : html`<pre>${changes}</pre>`}
      <pre>${text}</pre>
    </div>
  </details>`;
}

function stripsMarkup({ strip, spans }: Extract<Block, { kind: 'strips' }>): Markup {
  return html`<p class="lead">Лента вокруг каждой аварии:</p>
    ${spans.map(
      ({ id, title, from, to }) =>
        html`<details>
          <summary class="words">${prose(title)}</summary>
          <div>
            <div class="scroll" role="img" aria-label="Лента времени: ${title}" tabindex="0">
              ${drawTimeline(strip, [{ from, to }], `strip-${id}`, documentPaint).svg}
            </div>
          </div>
        </details>`,
    )}`;
}

function answerMarkup({ question, text }: Extract<Block, { kind: 'answer' }>): Markup {
  if (question === null) return html`<div class="own">${text ?? ''}</div>`;
  const answer = text === null ? html`<p class="soft">Ответа нет.</p>` : html`<blockquote>${text}</blockquote>`;
  return html`<p class="question">${prose(question)}</p>
    ${answer}`;
}

function tableMarkup({ caption, head, rows }: Extract<Block, { kind: 'table' }>): Markup {
  const line = ([first = '', ...others]: readonly string[]) =>
    html`<tr>
      <th scope="row">${first}</th>
      ${others.map((cell) => html`<td class="${/\s/.test(cell) ? 'words' : 'one'}">${cell}</td>`)}
    </tr> `;
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${prose(caption)}
      </caption>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(line)}
      </tbody>
    </table>
  </div>`;
}
