import type { ClaimEvidence } from '../../checks/claims/claim.ts';
import { html, type Markup } from '../markup.ts';
import type { Block, ClaimGroup, NumberedClaim, Section } from '../outline/block.ts';
import { clockText, positionText } from '../outline/moments.ts';
import { unmadeSummary } from '../outline/unmade-summary.ts';
import { prose } from './prose.ts';

const check = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <path
    d="M2.5 8.5l3.7 3.7 7.3-8"
    fill="none"
    stroke="currentColor"
    stroke-width="2.2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;
const ring = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.6 2.2" />
</svg>`;

/** Whether a claim is shown, by a sign and in words. */
export function markOf({ claim }: NumberedClaim): Markup {
  return claim.state === 'shown'
    ? html`<span class="mark">${check}показано</span>`
    : html`<span class="mark">${ring}не показано</span>`;
}

/** Where in the document a claim's evidence is seen. */
export type Places = {
  /** The figure whose command was at work at that second of that recording. */
  figureOf(evidence: ClaimEvidence): number | null;
};

/** All claims, part by part, with links to where they are told and to what shows them. */
export function allClaims(groups: readonly ClaimGroup[], places: Places): Markup {
  const all = groups.flatMap(({ claims }) => claims);
  if (all.length === 0) return html`<p class="soft">Утверждений в этом отчёте нет.</p>`;
  return html`<p class="tally">Показано ${shownOf(all)} из ${all.length}</p>
    ${groups.map(
      ({ title, claims }) =>
        html`<h3>${prose(title)}<span class="count">${shownOf(claims)} из ${claims.length}</span></h3>
          <ol class="claims">
            ${claims.map((one) => claimLine(one, places))}
          </ol>`,
    )}`;
}

function shownOf(claims: readonly NumberedClaim[]): number {
  return claims.filter(({ claim }) => claim.state === 'shown').length;
}

/** Claims of experiments that were not made: they need no more than to be named. */
export function unmadeClaims(claims: readonly NumberedClaim[]): Markup {
  return html`<details>
    <summary class="words">${unmadeSummary(claims.length)}</summary>
    <div>
      <ul class="list">
        ${claims.map(({ number, sentence }) => html`<li id="claim-${number}">№ ${number}. ${prose(sentence)}</li>`)}
      </ul>
    </div>
  </details>`;
}

/** Places that stand beside a claim at once; the others open. */
const mostPlaces = 3;

function claimLine(one: NumberedClaim, places: Places): Markup {
  const { number, claim, sentence } = one;
  const why = claim.why === null ? '' : html` <span class="why">${prose(claim.why)}</span>`;
  const links = claim.evidence.map((evidence) => html`<li>${evidenceLink(evidence, places)}</li>`);
  const more = links.slice(mostPlaces);
  return html`<li class="${claim.state}">
    <a class="number" href="#claim-${number}" aria-label="Утверждение ${number} в тексте">${number}</a>${markOf(one)}
    <div>
      <p>${prose(sentence)}${why}</p>
      ${
        links.length === 0
          ? ''
          : html`<ul class="where">
              ${links.slice(0, mostPlaces)}
            </ul>`
      }
      ${
        more.length === 0
          ? ''
          : html`<details class="more">
              <summary>ещё ${more.length}</summary>
              <ul class="where">
                ${more}
              </ul>
            </details>`
      }
    </div>
  </li>`;
}

function evidenceLink(evidence: ClaimEvidence, places: Places): Markup {
  const figure = places.figureOf(evidence);
  const moment = html`<a href="#moment-${evidence.seq}">${clockText(evidence.at)}</a> ${prose(evidence.label)}`;
  return figure === null ? moment : html`${moment}, <a href="#figure-${figure}">рисунок ${figure}</a>`;
}

/** A claim in its place in the text. */
export function claimInText(one: NumberedClaim): Markup {
  const { claim, number, sentence } = one;
  const why = claim.why === null ? '' : html` <span class="why">${prose(claim.why)}</span>`;
  return html`<div class="claim ${claim.state}" id="claim-${number}">
    ${markOf(one)}
    <p>${prose(sentence)}${why}</p>
  </div>`;
}

/** Every moment that a claim points to, once, in the order of time. */
export function momentTable(claims: readonly NumberedClaim[], places: Places): Markup {
  const moments = new Map<number, { readonly evidence: ClaimEvidence; readonly numbers: number[] }>();
  for (const { number, claim } of claims) {
    for (const evidence of claim.evidence) {
      const known = moments.get(evidence.seq);
      if (known === undefined) moments.set(evidence.seq, { evidence, numbers: [number] });
      else if (!known.numbers.includes(number)) known.numbers.push(number);
    }
  }
  const rows = [...moments.values()].toSorted((a, b) => a.evidence.at - b.evidence.at);
  if (rows.length === 0) return html``;
  return html`<section aria-labelledby="moments">
    <h2 id="moments">Моменты, на которые опираются утверждения</h2>
    <p>
      Событие — его номер в <code>run/journal.ndjson</code>; запись — терминал и место в его записи, минуты и секунды.
    </p>
    <div class="scroll" role="group" aria-label="Таблица моментов" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Время</th>
            <th scope="col">Что видно</th>
            <th scope="col">Событие</th>
            <th scope="col">Запись</th>
            <th scope="col">Утверждения</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ evidence, numbers }) => momentRow(evidence, numbers, places))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function momentRow(evidence: ClaimEvidence, numbers: readonly number[], places: Places): Markup {
  const { seq, at, label, recording } = evidence;
  const figure = places.figureOf(evidence);
  const picture = figure === null ? '' : html`, <a href="#figure-${figure}">рисунок ${figure}</a>`;
  const place = recording === null ? '—' : `${recording.terminal} ${positionText(recording.seconds)}`;
  const links = numbers.map((number, index) => html`${index > 0 ? ', ' : ''}<a href="#claim-${number}">${number}</a>`);
  return html`<tr id="moment-${seq}">
    <td>${clockText(at)}</td>
    <td>${prose(label)}${picture}</td>
    <td>${seq}</td>
    <td>${place}</td>
    <td>${links}</td>
  </tr> `;
}

/** Finds figures by what their commands' recordings show. */
export function placesIn(sections: readonly Section[], recordings: ReadonlyMap<string, number>): Places {
  const figures = sections
    .flatMap(({ blocks }) => blocks)
    .filter((block): block is Extract<Block, { kind: 'figure' }> => block.kind === 'figure');
  return {
    figureOf({ recording }) {
      if (recording === null) return null;
      const found = figures.find(({ figure }) => {
        if (figure.state !== 'drawn' || figure.command === null) return false;
        const { terminal, recordedFrom, endedAt } = figure.command;
        if (terminal !== recording.terminal || recordedFrom === undefined) return false;
        const end = endedAt === null ? Infinity : (endedAt - (recordings.get(terminal) ?? 0)) / 1_000;
        return recording.seconds >= recordedFrom - 0.01 && recording.seconds <= end + 0.01;
      });
      return found?.number ?? null;
    },
  };
}
