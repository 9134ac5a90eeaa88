import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lightTerminal } from '#protocol/terminal-colours.ts';
import { lightColours, sixteen } from '../../../server/report/drawings/paint.ts';
import { renderIndex } from '../../../server/report/index/render-index.ts';
import { darkColours } from '../../../server/report/index/style.ts';
import { renderFigures } from '../../../server/report/render-figures.ts';
import { realJournal, reportSource, shownClaim } from './sources.ts';

const events = await realJournal('kill-and-pause');
const source = reportSource({ events, claims: [shownClaim('up', 'Работают три контейнера.')] });
const figures = await renderFigures(source);
const index = renderIndex(source, figures);

describe('index.html', () => {
  test('forbids everything but its own style sheet, named by its hash', () => {
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(index) ?? [];
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(index) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      'img-src data:',
      'font-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(index.indexOf('Content-Security-Policy')).toBeLessThan(index.indexOf('<style>'));
  });

  test('has no script, no style of an element, and no address outside of itself', () => {
    expect(index).not.toMatch(/<(?:script|iframe|object|embed|link|img|form|base)\b/i);
    expect(index).not.toMatch(/\s(?:style|on\w+|src|srcset|action)=/i);
    const targets = [...index.matchAll(/\s(?:href|xlink:href)="([^"]*)"/g)].map(([, target]) => target);
    expect(targets.filter((target) => target?.startsWith('#') !== true)).toEqual([]);
    expect(index.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/url\((?!#)/);
  });

  test('leads every link to a place that there is, and has every id once', () => {
    const ids = [...index.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id ?? '');
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
    const targets = [...index.matchAll(/\shref="#([^"]*)"/g), ...index.matchAll(/url\(#([^)]*)\)/g)];
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.map(([, id]) => id).filter((id) => !ids.includes(id ?? ''))).toEqual([]);
  });

  test('has the claims first, then the parts of the seed, the drawings and the strips', () => {
    const titles = [...index.matchAll(/<h2 id="([^"]*)"/g)].map(([, id]) => id);
    expect(titles).toEqual([
      'claims',
      'part-1',
      'part-2',
      'part-3',
      'conclusion',
      'part-4',
      'moments',
      'versions',
      'verification',
    ]);
    expect(index).toMatch(/Перерывы записи по\u00a0частям/);
    expect(index.match(/aria-label="Лента времени: /g)?.length).toBeGreaterThanOrEqual(2);
  });
});

describe('the colours of a report', () => {
  const names: Readonly<Record<string, string>> = {
    paper: 'paper-raised',
    page: 'paper',
    sunk: 'paper-sunk',
    soft: 'ink-soft',
    grid: 'grid-line',
    margin: 'margin-line',
    'code-paper': 'code-bg',
    'terminal-paper': 'terminal-bg',
  };

  test('are those of the site, by day and by night', async () => {
    const tokens = await readFile(path.resolve(import.meta.dirname, '../../../src/styles/tokens.css'), 'utf8');
    const strip = await readFile(path.resolve(import.meta.dirname, '../../../src/components/TimeStrip.astro'), 'utf8');
    const valuesIn = (text: string, name: string) =>
      [...text.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, value]) => value);
    for (const [name, colour] of Object.entries(lightColours)) {
      const [light, night] = valuesIn(name.startsWith('node-') ? strip : tokens, names[name] ?? name);
      expect([name, colour]).toEqual([name, light]);
      // What the strip does not say again for the night stays as it is.
      const dark = Object.entries(darkColours).find(([key]) => key === name)?.[1];
      expect([name, dark]).toEqual([name, night ?? light]);
    }
    expect(sixteen.toSorted()).toEqual(Object.keys(lightTerminal).toSorted());
  });
});
