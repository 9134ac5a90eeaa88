import { ask } from '../../client/ask.ts';
import { aroundChanges, diffLines } from './line-diff.ts';

const signs = { same: ' ', removed: '−', added: '+' } as const;

/** Asks before the reader's text gives way to the original, and shows what would change. */
export function askReset(parent: Element, path: string, present: string, original: string): Promise<boolean> {
  const lines = aroundChanges(diffLines(present, original), 1);
  return ask(parent, {
    title: `Вернуть исходный ${path}?`,
    text: 'Файл в рабочей папке станет таким, каким пришёл с лабораторией:',
    quoted: lines.map((line) => (line === null ? '⋯' : `${signs[line.kind]} ${line.text}`)).join('\n'),
    confirm: 'Вернуть исходный',
  });
}
