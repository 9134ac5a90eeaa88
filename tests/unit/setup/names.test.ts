import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BASE_IMAGES } from '../../../server/setup/images/names.ts';

const root = path.resolve(import.meta.dirname, '../../..');

test('the lab files start from the base images that the set-up brings', async () => {
  const names = BASE_IMAGES.map((image) => image.name);
  const files = ['lab-files/Dockerfile', 'lab-files/docker-compose.yml', 'lab-files/stages/part-3/docker-compose.yml'];
  const texts = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')));
  const used = texts.flatMap((text) => [...text.matchAll(/^(?:FROM|\s+image:)\s+(\S+)/gm)].map((match) => match[1]));
  const pulled = new Set(used.filter((name) => name?.startsWith('localhost/') === false));
  expect(pulled).toEqual(new Set(names));
});

test('the quick look of a warm start asks for the same images', async () => {
  const ready = await readFile(path.join(root, 'server/setup/bootstrap/ready.mjs'), 'utf8');
  for (const { name } of BASE_IMAGES) expect(ready).toContain(`'${name}'`);
});
