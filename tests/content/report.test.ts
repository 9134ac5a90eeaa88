import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { figurePlans } from '../../server/report/figure-list.ts';
import { partPlans } from '../../server/report/outline/plan.ts';
import { verificationSection } from '../../server/report/outline/provenance.ts';
import { componentsIn, readPages } from './pages.ts';
import { seedCommands, seedFigures } from './seed.ts';

const pages = await readPages();

describe('the report, beside the pages and the seed', () => {
  test('has the figures of the pages, each with its command and its caption', () => {
    const placed = pages.flatMap(({ step, body }) =>
      componentsIn(body, 'Figure').map(({ photo, of, caption }) => ({
        name: photo,
        step: step.id,
        command: of,
        caption,
      })),
    );
    expect(figurePlans.map(({ name, step, command, caption }) => ({ name, step, command, caption }))).toEqual(placed);
    expect(figurePlans.map(({ name }) => name)).toEqual(seedFigures);
  });

  test('tells every command of the seed, in its order', () => {
    const planned = partPlans.flatMap(({ moves }) => moves.flatMap(({ commands }) => commands));
    const texts = planned.map((id) => pages.flatMap(({ step }) => step.commands).find((one) => one.id === id)?.text);
    let at = 0;
    for (const text of texts) if (text === seedCommands[at]) at += 1;
    expect(seedCommands.slice(at)).toEqual([]);
  });

  test('tells it in words of its own: no seven words in a row are the same', async () => {
    const file = path.join(import.meta.dirname, 'seed-shingles.json');
    const known = new Set<unknown>(Object.values(JSON.parse(await readFile(file, 'utf8'))));
    const words = [
      ...partPlans.flatMap(({ moves }) => moves.map(({ words }) => words)),
      ...verificationSection()
        .blocks.flatMap((block) => (block.kind === 'words' ? block.words : []))
        .map(({ text }) => text),
    ];
    const copied = words.flatMap((text) => shingles(text)).filter((run) => known.has(hashOf(run)));
    expect(copied).toEqual([]);
  });
});

function shingles(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(6).map((_, index) => words.slice(index, index + 7).join(' '));
}

function hashOf(words: string): string {
  return createHash('sha256').update(words).digest('hex').slice(0, 12);
}
