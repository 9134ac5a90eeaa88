import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { parseInteger, parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';

import { reasonOf, withDeadline } from './deadline.ts';
import type { ContainerProcess, Docker } from './docker.ts';

/** An HTTP answer of Patroni. */
export type PatroniAnswer = { readonly status: number; readonly body: string };

/**
 * Asks one node's Patroni from inside its container, where the unpublished port is reached:
 * one process a node for all questions, ended with the channel or with the container.
 */
export type PatroniChannel = AsyncDisposable & {
  ask(containerId: string, address: string, method: string, path: string): Promise<PatroniAnswer>;
};

const deadline = 1_500;
const asker = new URL('patroni-asker.py', import.meta.url);

/** Makes a channel; its process starts with the first question and again after the container's restart. */
export function createPatroniChannel(docker: Docker): PatroniChannel {
  type Waiting = { resolve(answer: PatroniAnswer): void; reject(error: Error): void };
  type Open = { readonly containerId: string; readonly process: Promise<ContainerProcess> };
  const waiting = new Map<number, Waiting>();
  let open: Open | null = null;
  let lastId = 0;

  /** Ends a process and the questions that wait for it; another one may be open already. */
  const close = async (which: Open) => {
    if (open === which) open = null;
    for (const question of waiting.values()) question.reject(new Error('соединение с Patroni закрыто'));
    waiting.clear();
    const process = await which.process.catch(() => null);
    await process?.[Symbol.asyncDispose]();
  };

  /** Opened before the first `await`: questions that come at the same time share one process. */
  const openTo = (containerId: string): Open => {
    if (open?.containerId === containerId) return open;
    if (open !== null) void close(open);
    const made: Open = { containerId, process: start(containerId) };
    open = made;
    void closeWhenEnded(made);
    return made;
  };

  const closeWhenEnded = async (made: Open) => {
    try {
      const process = await made.process;
      await process.ended;
    } catch (error) {
      // The question that started it tells why it did not start; here it only has to be forgotten.
      if (!(error instanceof Error)) throw error;
    }
    await close(made);
  };

  const start = async (containerId: string): Promise<ContainerProcess> => {
    const process = await docker.run(containerId, ['python3', '-u', '-c', await readFile(asker, 'utf8')]);
    createInterface({ input: process.output }).on('line', receive);
    return process;
  };

  const receive = (line: string) => {
    const answer = parseAnswer(line);
    if (answer === null) return;
    const question = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.status === null) question?.reject(new Error(answer.problem ?? 'нет ответа'));
    else question?.resolve({ status: answer.status, body: answer.body });
  };

  return {
    async ask(containerId, address, method, path) {
      const process = await openTo(containerId).process;
      lastId += 1;
      const id = lastId;
      const { promise, resolve, reject } = Promise.withResolvers<PatroniAnswer>();
      waiting.set(id, { resolve, reject });
      process.write(`${JSON.stringify({ id, address, method, path, timeout: deadline / 1_000 })}\n`);
      return await withDeadline(`Patroni, ${path}`, deadline, promise, () => waiting.delete(id));
    },
    async [Symbol.asyncDispose]() {
      if (open !== null) await close(open);
    },
  };
}

function parseAnswer(line: string) {
  try {
    const raw = parseRecord(JSON.parse(line), 'answer');
    return {
      id: parseInteger(raw.id, 'id', 0, Number.MAX_SAFE_INTEGER),
      status: raw.status === null ? null : parseInteger(raw.status, 'status', 100, 599),
      body: parseString(raw.body, 'body', 300_000),
      problem: parseOptionalString(raw.problem, 'problem'),
    };
  } catch (error) {
    // Python's own complaints go to the same stream; they answer no question.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Why Patroni did not answer. */
export function explainPatroni(error: unknown): string {
  const reason = reasonOf(error);
  if (/refused/i.test(reason)) return 'REST API Patroni ещё не отвечает';
  if (/is paused/.test(reason)) return 'контейнер приостановлен';
  if (/is not running/.test(reason)) return 'контейнер не работает';
  return reason;
}
