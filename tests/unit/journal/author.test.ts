import { describe, expect, it } from 'vitest';
import { parseEventBody } from '#protocol/journal-parse.ts';
import { toProgress } from '#protocol/progress.ts';

const saved = (name: unknown, group: unknown = 'К3340') => parseEventBody({ kind: 'author-saved', name, group });

describe('who hands the report in', () => {
  it('is read as it was written', () => {
    expect(saved('Ёлкина-Ґудзь Анна Ивановна')).toEqual({
      kind: 'author-saved',
      name: 'Ёлкина-Ґудзь Анна Ивановна',
      group: 'К3340',
    });
  });

  it.each([
    ['a name that is too long', 'я'.repeat(201), 'К3340'],
    ['a group that is too long', 'Анна', 'я'.repeat(101)],
    ['a line feed', 'Анна\nИванова', ''],
    ['an escape sequence', 'Анна\u001b[31m', ''],
    ['letters that run backwards', 'Анна \u202Eавонави', ''],
    ['an isolate', 'Анна', '\u2066К3340'],
    ['a separator of lines', 'Анна\u2028', ''],
    ['half a character', 'Анна\ud800', ''],
    ['a number', 7, ''],
  ])('is refused with %s', (_, name, group) => {
    expect(() => saved(name, group)).toThrow(/expected/);
  });

  it('is part of the progress: the last word counts, and a new run has none yet', () => {
    const at = 1;
    const begin = { seq: 1, at, body: { kind: 'run-started', lab: '1', project: 'p' } } as const;
    const first = { seq: 2, at, body: { kind: 'author-saved', name: 'Анна', group: '' } } as const;
    const second = { seq: 3, at, body: { kind: 'author-saved', name: 'Анна Ивановна', group: 'К3340' } } as const;
    expect(toProgress([begin]).author).toBeNull();
    expect(toProgress([begin, first, second]).author).toEqual({ name: 'Анна Ивановна', group: 'К3340' });
    expect(toProgress([begin, first, { ...begin, seq: 3 }]).author).toBeNull();
  });
});
