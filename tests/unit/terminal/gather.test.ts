import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createChunkMemory } from '../../../server/terminal/chunk-memory.ts';
import { createGather, type Waiting } from '../../../server/terminal/gather.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function gatherInto(waiting?: Waiting) {
  const sent: string[] = [];
  const gather = createGather(
    (chunks) => sent.push(Buffer.concat(chunks).toString()),
    { within: 4, enough: 10 },
    waiting,
  );
  return { sent, gather };
}

/** One memory for all chunks, as a connection reads into. */
function createReader(push: (chunk: Buffer) => void) {
  const memory = Buffer.alloc(16);
  return (text: string) => {
    push(memory.subarray(0, memory.write(text)));
    memory.fill('?');
  };
}

test.each([
  ['chunks that are kept', undefined],
  ['chunks of a memory that is used again', createChunkMemory(10)],
])('the first of %s goes on at once, the next together', (_what, waiting) => {
  const { sent, gather } = gatherInto(waiting);
  const push = waiting ? createReader(gather.push) : (text: string) => gather.push(Buffer.from(text));
  push('one');
  expect(sent).toEqual(['one']);
  push('two');
  push('three');
  expect(sent).toEqual(['one']);
  vi.advanceTimersByTime(4);
  expect(sent).toEqual(['one', 'twothree']);
  push('four');
  push('and enough');
  expect(sent).toEqual(['one', 'twothree', 'fourand enough']);
  vi.advanceTimersByTime(100);
  push('five');
  expect(sent.at(-1)).toBe('five');
  push('six');
  gather.forget();
  vi.advanceTimersByTime(100);
  push('seven');
  push('eight');
  gather.flush();
  expect(sent.slice(-3)).toEqual(['five', 'seven', 'eight']);
  gather[Symbol.dispose]();
});
