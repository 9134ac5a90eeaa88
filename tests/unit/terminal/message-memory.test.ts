import { expect, test } from 'vitest';
import { createMessageMemory, messageBytes } from '../../../server/terminal/message-memory.ts';

/** A way out on which messages wait until they are let go. */
function createSlowWay() {
  const waiting: { readonly message: Buffer; readonly done: () => void }[] = [];
  return {
    send: (message: Buffer, done: () => void = () => {}) => void waiting.push({ message, done }),
    messages: () => waiting.map(({ message }) => message.toString('latin1')),
    letGo: () => {
      for (const { done } of waiting.splice(0)) done();
    },
  };
}

test('a message on its way stays as it was, whatever is sent after it and becomes of the bytes', () => {
  const memory = createMessageMemory();
  const way = createSlowWay();
  const bytes = Buffer.alloc(messageBytes);
  const letters = ['a', 'b', 'c'];
  for (const letter of letters) {
    memory.send(way, bytes.fill(letter));
    memory.send(way, bytes.subarray(0, 10));
  }
  bytes.fill('?');
  expect(way.messages()).toEqual(letters.flatMap((letter) => [letter.repeat(messageBytes), letter.repeat(10)]));
});

test('messages that have left give their memory to the next ones', () => {
  const memory = createMessageMemory();
  const way = createSlowWay();
  const seen = new Set<ArrayBufferLike>();
  for (let round = 0; round < 10; round += 1) {
    memory.send(
      { send: (message, done) => (seen.add(message.buffer), way.send(message, done)) },
      Buffer.alloc(messageBytes),
    );
    way.letGo();
  }
  expect(seen.size).toBe(1);
});
