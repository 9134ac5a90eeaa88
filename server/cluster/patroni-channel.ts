import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { parseInteger, parseOptionalString, parseRecord } from '#protocol/parse.ts';

import { reasonOf, withDeadline } from './deadline.ts';
import type { ContainerProcess, Docker } from './docker.ts';

/** An HTTP answer of Patroni. */
export type PatroniAnswer = { readonly status: number; readonly body: string };

/** What a watch of a path hears: the answer, also when it is the same as before, or why there is none. */
export type PatroniWord = {
  readonly answer: PatroniAnswer | null;
  readonly problem: string | null;
  /** Whether it is the last one: the process has ended. */
  readonly ended: boolean;
};

/**
 * Asks one node's Patroni from inside its container, where the unpublished port is reached:
 * one process a node for all questions, ended with the channel or with the container.
 */
export type PatroniChannel = AsyncDisposable & {
  ask(containerId: string, address: string, method: string, path: string): Promise<PatroniAnswer>;
  /** Has the process ask by itself, and hears each answer until the process has ended. */
  watch(order: WatchOrder, listener: (word: PatroniWord) => void): Disposable;
};

/** What the process asks, and how many milliseconds from one question to the next. */
export type WatchOrder = {
  readonly containerId: string;
  readonly address: string;
  readonly path: string;
  readonly every: number;
};

const deadline = 1_500;
const asker = new URL('patroni-asker.py', import.meta.url);
const hungUp = 'соединение с Patroni закрыто';

type Waiting = { resolve(answer: PatroniAnswer): void; reject(error: Error): void };
type Watching = { last: PatroniAnswer | null; hear(word: PatroniWord): void };
type Open = {
  readonly containerId: string;
  readonly process: Promise<ContainerProcess>;
  readonly waiting: Map<number, Waiting>;
  readonly watching: Map<number, Watching>;
};

/** Makes a channel; its process starts with the first question and again after the container's restart. */
export function createPatroniChannel(docker: Docker): PatroniChannel {
  let open: Open | null = null;
  let lastId = 0;

  /** Ends a process and the questions that wait for it; another one may be open already. */
  const close = async (which: Open, problem = hungUp) => {
    if (open === which) open = null;
    for (const question of which.waiting.values()) question.reject(new Error(problem));
    for (const watch of which.watching.values()) watch.hear({ answer: null, problem, ended: true });
    which.waiting.clear();
    which.watching.clear();
    const process = await which.process.catch(() => null);
    await process?.[Symbol.asyncDispose]();
  };

  /** Opened before the first `await`: questions that come at the same time share one process. */
  const openTo = (containerId: string): Open => {
    if (open?.containerId === containerId) return open;
    if (open !== null) void close(open);
    const waiting = new Map<number, Waiting>();
    const watching = new Map<number, Watching>();
    const process = start(containerId, (line) => receive(line, waiting, watching));
    const made: Open = { containerId, process, waiting, watching };
    open = made;
    void closeWhenEnded(made);
    return made;
  };

  const closeWhenEnded = async (made: Open) => {
    try {
      const process = await made.process;
      await process.ended;
      await close(made);
    } catch (error) {
      // The question that started it tells why it did not start; here only the watches have to hear it.
      if (!(error instanceof Error)) throw error;
      await close(made, reasonOf(error));
    }
  };

  const start = async (containerId: string, hear: (line: string) => void): Promise<ContainerProcess> => {
    const process = await docker.run(containerId, ['python3', '-u', '-c', await readFile(asker, 'utf8')]);
    createInterface({ input: process.output }).on('line', hear);
    return process;
  };

  const nextId = () => {
    lastId += 1;
    return lastId;
  };

  return {
    async ask(containerId, address, method, path) {
      const { process, waiting } = openTo(containerId);
      const started = await process;
      const id = nextId();
      const { promise, resolve, reject } = Promise.withResolvers<PatroniAnswer>();
      waiting.set(id, { resolve, reject });
      started.write(`${JSON.stringify({ id, address, method, path, timeout: deadline / 1_000 })}\n`);
      return await withDeadline(`Patroni, ${path}`, deadline, promise, () => waiting.delete(id));
    },
    watch({ containerId, address, path, every }, hear) {
      const { process, watching } = openTo(containerId);
      const id = nextId();
      watching.set(id, { last: null, hear });
      const send = async (message: object) => {
        // A process that did not start has told the watch so.
        const started = await process.catch(() => null);
        started?.write(`${JSON.stringify(message)}\n`);
      };
      void send({ watch: id, address, path, every: every / 1_000 });
      return {
        [Symbol.dispose]() {
          if (watching.delete(id)) void send({ unwatch: id });
        },
      };
    },
    async [Symbol.asyncDispose]() {
      if (open !== null) await close(open);
    },
  };
}

function receive(line: string, waiting: Map<number, Waiting>, watching: ReadonlyMap<number, Watching>): void {
  const heard = parseLine(line);
  if (heard === null) return;
  const { id, status, body, problem } = heard;
  if (heard.of === 'question') {
    const question = waiting.get(id);
    waiting.delete(id);
    if (status === null) question?.reject(new Error(problem ?? 'нет ответа'));
    else question?.resolve({ status, body: body ?? '' });
    return;
  }
  const watch = watching.get(id);
  if (watch === undefined) return;
  watch.last = status === null ? null : body === null ? watch.last : { status, body };
  watch.hear({
    answer: watch.last,
    problem: watch.last === null ? (problem ?? 'нет ответа') : null,
    ended: false,
  });
}

function parseLine(line: string) {
  try {
    const raw = parseRecord(JSON.parse(line), 'answer');
    const of = raw.watch === undefined ? ('question' as const) : ('watch' as const);
    return {
      of,
      id: parseInteger(of === 'watch' ? raw.watch : raw.id, 'id', 0, Number.MAX_SAFE_INTEGER),
      status: raw.status === null ? null : parseInteger(raw.status, 'status', 100, 599),
      body: parseOptionalString(raw.body, 'body', 300_000),
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
  if (/timed out/.test(reason)) return 'Patroni не ответил вовремя';
  if (/closed connection|reset by peer|broken pipe/i.test(reason)) return 'соединение с Patroni оборвалось';
  return reason;
}
