import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { ParseError } from '#protocol/parse.ts';
import { parseStep, type Step } from '#protocol/step.ts';

/** A step's frontmatter, read by the same parser as the server's. */
const stepFrontmatter = z.unknown().transform((value, context): Omit<Step, 'id'> => {
  try {
    const { id: _placeholder, ...step } = parseStep('step', value);
    return step;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

export const collections = {
  steps: defineCollection({
    loader: glob({
      base: './src/content/steps',
      pattern: '*.mdx',
      generateId: ({ entry }) => entry.replace(/\.mdx$/, ''),
    }),
    schema: stepFrontmatter,
  }),
};
