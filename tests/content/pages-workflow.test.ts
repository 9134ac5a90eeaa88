import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseList, parseRecord } from '#protocol/parse.ts';
import { repository } from './pages.ts';

const text = await readFile(path.join(repository, '.github/workflows/pages.yml'), 'utf8');
const content: unknown = parse(text);
const workflow = parseRecord(content, 'workflow');
const jobs = Object.entries(parseRecord(workflow.jobs, 'jobs')).map(
  ([name, job]) => [name, parseRecord(job, name)] as const,
);
const steps = jobs.flatMap(([name, job]) => parseList(job.steps, name, parseRecord));

test('the workflow that publishes the site uses each action in one exact version', () => {
  const used = steps.flatMap(({ uses }) => (typeof uses === 'string' ? uses : []));
  expect(used.length).toBeGreaterThan(3);
  expect(used.filter((action) => !/^actions\/[\w-]+@v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
});

test('it may write nothing but the published pages', () => {
  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(jobs.map(([name, { permissions }]) => [name, permissions])).toEqual([
    ['build', undefined],
    ['publish', { pages: 'write', 'id-token': 'write' }],
  ]);
});

test('it builds with Node 24 for the path that the repository’s name gives, without scripts of dependencies', () => {
  expect(steps.find(({ with: options }) => JSON.stringify(options)?.includes('node-version'))?.with).toMatchObject({
    'node-version': 24,
  });
  const commands = steps.flatMap(({ run }) => (typeof run === 'string' ? run : [])).join('\n');
  expect(commands).toContain('npm ci --ignore-scripts');
  expect(commands).toContain('*.github.io) base=/ ;;');
  expect(commands).toContain('base="/$NAME/"');
  // Names of branches and repositories reach the shell as variables only.
  expect(commands).not.toContain('${{');
});
