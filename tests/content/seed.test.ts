import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { componentsIn, proseOf, readPages } from './pages.ts';
import { seedCommands, seedFigures } from './seed.ts';

const pages = await readPages();

describe('beside the seed, the lab', () => {
  test('has every command of it, to the letter and in its order', () => {
    const walked = pages.flatMap(({ step }) => step.commands.filter(({ optional }) => !optional));
    let at = 0;
    for (const { text } of walked) if (text === seedCommands[at]) at += 1;
    expect(seedCommands.slice(at)).toEqual([]);
  });

  test('has a place for every figure of it, in its order', () => {
    const placed = pages.flatMap(({ body }) => componentsIn(body, 'Figure').map(({ photo }) => photo));
    expect(placed).toEqual(seedFigures);
  });

  test('keeps its title page, its three parts and its conclusion, and then goes on with the faults', () => {
    expect(pages[0]?.step.title).toBe('HA Postgres Cluster');
    expect(new Set(pages.map(({ step }) => step.part))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(pages.findLast(({ step }) => step.part === 4)?.step.title).toBe('Вывод');
    expect(pages.findLast(({ step }) => step.part < 5)?.step.title).toBe('Вывод');
  });

  test('tells it in words of its own: no seven words in a row are the same', async () => {
    const file = path.join(import.meta.dirname, 'seed-shingles.json');
    const known = new Set<unknown>(Object.values(JSON.parse(await readFile(file, 'utf8'))));
    const copied = pages.flatMap((page) => shingles(proseOf(page)).filter((words) => known.has(hashOf(words))));
    expect(copied).toEqual([]);
  });
});

/** Every run of seven words; the seed's own are kept only as hashes, so that its prose is not kept a second time. */
function shingles(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(6).map((_, index) => words.slice(index, index + 7).join(' '));
}

function hashOf(words: string): string {
  return createHash('sha256').update(words).digest('hex').slice(0, 12);
}
