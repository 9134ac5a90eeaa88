import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { parseStep, type Step } from '#protocol/step.ts';

/**
 * Reads the steps' frontmatter, sorted by part and order.
 * @param directory `src/content/steps`
 * @throws ParseError naming the step and the field
 */
export async function readSteps(directory: string): Promise<readonly Step[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.mdx'));
  const steps = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(directory, name), 'utf8');
      const frontmatter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '';
      const content: unknown = parse(frontmatter);
      return parseStep(name.slice(0, -'.mdx'.length), content);
    }),
  );
  return steps.sort((a, b) => a.part - b.part || a.order - b.order);
}
