import { expect, it } from 'vitest';
import { castText } from '../../../src/client/replay/cast-text.ts';
import { readCast } from '../../../src/client/replay/read-cast.ts';
import { stretchOf } from '../../../src/client/replay/stretch.ts';
import { begun, castOf, ended } from './recordings.ts';

async function textOf(...output: readonly string[]): Promise<string> {
  const cast = readCast(
    castOf(
      [0, 'o', 'before\r\n'],
      [1, begun('it')],
      ...output.map((data, index) => [2 + index, 'o', data] as const),
      [50, ended],
      [51, 'o', 'after'],
    ),
  );
  const stretch = stretchOf(cast, { kind: 'command', from: 1 });
  if (stretch === null) throw new Error('the recording has no such command');
  return castText(cast, stretch);
}

it('is what the stretch printed, without colours, titles and links', async () => {
  expect(
    await textOf('\u001b[31mred\u001b[0m\r\n', '\u001b]0;title\u0007\u001b]8;;http://x/\u001b\\link\u001b]8;;\u001b\\'),
  ).toBe('red\nlink');
});

it('plays progress bars out and joins lines that only the screen broke', async () => {
  expect(await textOf('10%\r', '50%\r', '100%\r\n', `${'x'.repeat(100)}\r\n`)).toBe(`100%\n${'x'.repeat(100)}`);
});
