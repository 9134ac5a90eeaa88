import { describe, expect, test } from 'vitest';
import type { StepCommand } from '#protocol/step.ts';
import { readPages } from './pages.ts';

const pages = await readPages();
const commands = pages.flatMap(({ step }) => step.commands);

/** Walks the commands and names those that meet the wrong prompt; `\q` at psql's prompt leads back to the shell. */
function misplaced(walked: readonly StepCommand[]): string[] {
  const inPsql = new Set<string>();
  return walked
    .filter(({ kind, terminal, text, opens }) => {
      const wrong = inPsql.has(terminal) !== (kind === 'sql');
      if (opens === 'psql') inPsql.add(terminal);
      if (kind === 'sql' && text === '\\q') inPsql.delete(terminal);
      return wrong;
    })
    .map(({ id }) => id);
}

describe('a walk from the first page to the last', () => {
  test('finds every command at the prompt that it is typed at', () => {
    expect(misplaced(commands)).toEqual([]);
  });

  test('does so too when the optional commands are left out', () => {
    expect(misplaced(commands.filter(({ optional }) => !optional))).toEqual([]);
  });

  test('opens psql with the words that the page says', () => {
    expect(commands.filter(({ text }) => /\bpsql -h /.test(text))).toEqual(
      commands.filter(({ opens }) => opens === 'psql'),
    );
  });
});
