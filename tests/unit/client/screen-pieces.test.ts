import { expect, test } from 'vitest';
import { createScreenPieces } from '../../../src/client/screen-pieces.ts';
import { waitFor } from '../../wait-for.ts';

function gather() {
  const drawn: string[] = [];
  const pieces = createScreenPieces((bytes) => drawn.push(Buffer.from(bytes).toString()));
  return { drawn, pieces, push: (text: string) => pieces.push(Buffer.from(text)) };
}

test('a screen that comes in many messages is drawn as one piece, in their order', () => {
  const { drawn, pieces, push } = gather();
  for (const text of ['one ', 'two ', 'three']) push(text);
  expect(drawn).toEqual([]);
  pieces.flush();
  pieces.flush();
  expect(drawn).toEqual(['one two three']);
});

test('one that is long, or comes slowly, shows what there is', async () => {
  const { drawn, push } = gather();
  push('a'.repeat(400_000));
  push('b'.repeat(400_000));
  expect(drawn.map(({ length }) => length)).toEqual([800_000]);
  push('slow');
  await waitFor('the rest', () => drawn[1] === 'slow');
});

test('nothing is drawn of a screen whose connection is gone', () => {
  const { drawn, pieces, push } = gather();
  push('old');
  pieces.stop();
  pieces.flush();
  expect(drawn).toEqual([]);
});
