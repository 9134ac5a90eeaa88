import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAnswerSaver, type SaveState } from '../../../src/client/answer-saver.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A saver over a server in memory that can be told to refuse. */
function open(base = '') {
  const server = { text: base, refuses: false, requests: [] as string[] };
  const states: SaveState['kind'][] = [];
  const saver = createAnswerSaver({
    base,
    changed: ({ kind }) => states.push(kind),
    send(text) {
      server.requests.push(text);
      if (server.refuses) return Promise.reject(new Error('Сервер не отвечает.'));
      server.text = text;
      return Promise.resolve();
    },
  });
  return { server, saver, states };
}

describe('an answer', () => {
  test('is saved once the writing pauses, not at every letter', async () => {
    const { server, saver, states } = open();
    for (const text of ['п', 'по', 'пор', 'порт']) saver.type(text);
    await vi.runAllTimersAsync();
    expect(server.requests).toEqual(['порт']);
    expect(states.at(-1)).toBe('saved');
  });

  test('is sent again when the server refused it, and not lost', async () => {
    const { server, saver, states } = open();
    server.refuses = true;
    saver.type('ответ');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states.at(-1)).toBe('failed');
    server.refuses = false;
    await vi.runAllTimersAsync();
    expect(server.text).toBe('ответ');
    expect(states.at(-1)).toBe('saved');
  });

  test('is sent at once when the page is left', async () => {
    const { server, saver } = open();
    saver.type('последние слова');
    await saver.flush(true);
    expect(server.text).toBe('последние слова');
  });

  test('takes what another tab wrote where nothing was written here', () => {
    const { saver } = open('старое');
    expect(saver.receive('новое из другой вкладки')).toBe('take');
    expect(saver.receive('новое из другой вкладки')).toBe('leave');
  });

  test('asks, and sends nothing meanwhile, where both tabs wrote', async () => {
    const { server, saver } = open('было');
    saver.type('моё');
    expect(saver.receive('чужое')).toBe('ask');
    await vi.runAllTimersAsync();
    expect(server.requests).toEqual([]);
    saver.settle(true);
    await vi.runAllTimersAsync();
    expect(server.text).toBe('моё');
  });

  test('takes its own echo for nothing new although more was written since', async () => {
    const { saver } = open();
    saver.type('первое');
    await vi.runAllTimersAsync();
    saver.type('первое и второе');
    expect(saver.receive('первое')).toBe('leave');
  });
});
