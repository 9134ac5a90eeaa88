import { expect, test } from 'vitest';
import { parseRecord } from '#protocol/parse.ts';
import { startLabWithoutDocker } from './lab-without-docker.ts';

test('the name on the report is kept, told, and gone with a new run', async () => {
  await using lab = await startLabWithoutDocker();
  expect(parseRecord(await lab.ask('GET', '/run'), 'run').author).toBeNull();
  await lab.ask('PUT', '/author', { name: '  Ёлкина Анна ', group: ' К3340' });
  expect(parseRecord(await lab.ask('GET', '/run'), 'run').author).toEqual({ name: 'Ёлкина Анна', group: 'К3340' });
  await lab.ask('POST', '/run/reset');
  expect(parseRecord(await lab.ask('GET', '/run'), 'run').author).toBeNull();
});

test('a name that is none, or would turn the text around it, is refused and changes nothing', async () => {
  await using lab = await startLabWithoutDocker();
  await lab.ask('PUT', '/author', { name: 'Анна', group: '' });
  await expect(lab.ask('PUT', '/author', { name: '   ', group: 'К3340' })).rejects.toThrow('author-nameless');
  await expect(lab.ask('PUT', '/author', { name: 'Анна\u202E', group: '' })).rejects.toThrow('400');
  await expect(lab.ask('PUT', '/author', { name: 'я'.repeat(201), group: '' })).rejects.toThrow('400');
  expect(parseRecord(await lab.ask('GET', '/run'), 'run').author).toEqual({ name: 'Анна', group: '' });
});
