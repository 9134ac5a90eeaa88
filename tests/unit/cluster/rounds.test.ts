import { expect, test } from 'vitest';
import { createRounds } from '../../../server/cluster/watch/rounds.ts';
import { waitFor } from '../../wait-for.ts';

test('asks again and again, never twice at a time', async () => {
  let asked = 0;
  let atOnce = 0;
  let most = 0;
  await using rounds = createRounds(5, async () => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce -= 1;
    asked += 1;
  });
  for (let wake = 0; wake < 10; wake += 1) rounds.wake();
  await waitFor('five questions', () => asked >= 5);
  expect(most).toBe(1);
});

test('rests when there is nobody to ask, until it is woken', async () => {
  let asked = 0;
  await using rounds = createRounds(1, async () => {
    asked += 1;
    return false;
  });
  await waitFor('the first question', () => asked === 1);
  rounds.wake();
  expect(await waitFor('the second', () => asked === 2)).toBe(true);
});

test('a wake while a question is under way is answered by another one', async () => {
  let asked = 0;
  const answer = Promise.withResolvers<boolean>();
  await using rounds = createRounds(60_000, async () => {
    asked += 1;
    return asked === 1 ? await answer.promise : false;
  });
  await waitFor('the first question', () => asked === 1);
  rounds.wake();
  answer.resolve(false);
  expect(await waitFor('the second', () => asked === 2)).toBe(true);
});

test('waits for the question under way when it is disposed, and asks none after it', async () => {
  let begun = 0;
  let ended = 0;
  const answer = Promise.withResolvers<void>();
  const rounds = createRounds(1, async () => {
    begun += 1;
    await answer.promise;
    ended += 1;
  });
  await waitFor('a question', () => begun === 1);
  const gone = rounds[Symbol.asyncDispose]();
  rounds.wake();
  answer.resolve();
  await gone;
  expect([begun, ended]).toEqual([1, 1]);
});
