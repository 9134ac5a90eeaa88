import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Step } from '#protocol/step.ts';
import { readSteps } from '../../server/run/read-steps.ts';

export const repository = path.resolve(import.meta.dirname, '../..');
const directory = path.join(repository, 'src/content/steps');

/** A step with the text of its page; `body` is what stands under the frontmatter. */
export type Page = { readonly step: Step; readonly source: string; readonly body: string };

/** Every page of the lab in the order in which a student meets them. */
export async function readPages(): Promise<readonly Page[]> {
  const steps = await readSteps(directory);
  return Promise.all(
    steps.map(async (step) => {
      const source = await readFile(path.join(directory, `${step.id}.mdx`), 'utf8');
      return { step, source, body: source.replace(/^---\n[\s\S]*?\n---\n/, '') };
    }),
  );
}

/** The components of one name in a page's body, each as its attributes; an attribute without a value is ''. */
export function componentsIn(body: string, name: string): readonly Record<string, string>[] {
  const tags = body.matchAll(new RegExp(`<${name}((?:\\s+[a-z]+(?:="[^"]*")?)*)\\s*/?>`, 'g'));
  return [...tags].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([a-z]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value]),
    ),
  );
}

/** The texts of a page that a person reads as prose: code, components and listings are left out. */
export function proseOf({ step, body }: Page): string {
  const captions = [...body.matchAll(/(?:caption|title)="([^"]*)"/g)].map(([, text = '']) => text);
  const marked = [
    step.title,
    step.summary,
    ...step.terminals.map(({ title }) => title),
    ...step.checks.map(({ title }) => title),
    ...step.questions.map(({ title }) => title),
    ...captions,
  ];
  const text = body
    .replaceAll(/```[\s\S]*?```/g, '')
    .replaceAll(/`[^`\n]*`/g, 'код')
    .replaceAll(/<Name [^>]*>/g, 'имя')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\]\([^)]*\)/g, ']')
    .replaceAll(/^\s*\|?[\s|:-]+\|?\s*$/gm, '');
  return [...marked, text].join('\n');
}
