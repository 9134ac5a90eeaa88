import { createHash } from 'node:crypto';
import { html, Markup } from '../markup.ts';
import type { Section } from '../outline/block.ts';
import { makeOutline } from '../outline/make-outline.ts';
import { readCastStart } from '../figures/read-cast.ts';
import type { ReportFigure, ReportSource } from '../report-source.ts';
import { blockMarkup } from './blocks.ts';
import { momentTable, placesIn, type Places } from './claims.ts';
import { prose } from './prose.ts';
import { styleSheet } from './style.ts';

/**
 * The whole report as one document that runs nothing and fetches nothing: `index.html`. Its only style sheet is named by
 * its hash, so that no other one works even if it came in.
 */
export function renderIndex(source: ReportSource, figures: readonly ReportFigure[]): string {
  const outline = makeOutline(source, figures);
  const places = placesIn(outline.sections, startsOf(source));
  const claims = outline.sections.filter(({ id }) => id === 'claims');
  const others = outline.sections.filter(({ id }) => id !== 'claims');
  const last = others.findIndex(({ id }) => id === 'versions');
  const styleHash = createHash('sha256').update(styleSheet).digest('base64');
  // The hash is of the very text between the tags.
  const style = new Markup(`<style>${styleSheet}</style>`);
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'`;
  const name = source.author.name === '' ? outline.title : `${source.author.name} — ${outline.title}`;
  return html`<!doctype html>
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${name}</title>
        ${style}
      </head>
      <body>
        <header>
          <div class="sheet">
            <h1>${prose(outline.title)}</h1>
            <p class="author">${prose(outline.author)}</p>
            <ul class="facts">
              ${outline.facts.map((fact) => html`<li>${prose(fact)}</li>`)}
            </ul>
          </div>
        </header>
        <main class="sheet">
          <nav aria-label="Содержание">
            <ul>
              ${[...claims, ...others].filter(({ level }) => level === 2).map(({ id, title }) => html`<li><a href="#${id}">${prose(title)}</a></li>`)}
            </ul>
          </nav>
          ${claims.map((section) => sectionMarkup(section, places))}
          ${others.slice(0, last).map((section) => sectionMarkup(section, places))}
          ${momentTable(outline.claims, places)} ${others.slice(last).map((section) => sectionMarkup(section, places))}
        </main>
      </body>
    </html> `.text;
}

function sectionMarkup({ id, level, title, blocks }: Section, places: Places): Markup {
  const heading = level === 2 ? html`<h2 id="${id}">${prose(title)}</h2>` : html`<h3 id="${id}">${prose(title)}</h3>`;
  return html`<section aria-labelledby="${id}">
    ${heading} ${blocks.map((block) => html`${blockMarkup(block, places)} `)}
  </section>`;
}

function startsOf({ recordings }: ReportSource): ReadonlyMap<string, number> {
  return new Map(
    [...recordings].flatMap(([terminal, text]) => {
      const start = readCastStart(text);
      return start === null ? [] : [[terminal, start] as const];
    }),
  );
}
