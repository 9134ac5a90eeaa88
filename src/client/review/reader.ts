import type { JournalEvent } from '#protocol/journal.ts';
import type { Fingerprint } from '#bundle/fingerprint.ts';
import type { Alike, ReaderAnswer, ReaderDeed, ReaderRequest } from './messages.ts';
import { type OpenReport, UnreadableReport } from './report.ts';
import type { ReportSummary } from './summary.ts';

/** Reads reports one after another in a worker of its own. */
export type Reader = {
  summarise(file: File, signal: AbortSignal): Promise<Summarised>;
  open(file: File, signal: AbortSignal): Promise<OpenReport>;
  /** Opens the recorded run beside the pages. */
  openReference(base: string, signal: AbortSignal): Promise<OpenReport>;
  /** Tells which of the reports that it was told of before one is like. */
  compare(key: string, fingerprint: Fingerprint, signal: AbortSignal): Promise<readonly Alike[]>;
  dispose(): void;
};

/** What is kept of a report that was read for the table, and what it is compared with others by. */
export type Summarised = { readonly summary: ReportSummary; readonly fingerprint: Fingerprint };

/** Seconds for one report: a full one takes less than one. */
const deadline = 30;

/** Makes a reader; its worker starts with the first report, and anew after one that it could not end. */
export function createReader(startWorker: () => Worker): Reader {
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let count = 0;

  function stop(): void {
    worker?.terminate();
    worker = null;
  }

  function ask<Value>(
    request: ReaderDeed,
    signal: AbortSignal,
    take: (answer: ReaderAnswer) => Value | null,
  ): Promise<Value> {
    const asked = queue.then(() => {
      signal.throwIfAborted();
      return askNow(request, signal, take);
    });
    queue = asked.catch(() => {});
    return asked;
  }

  function askNow<Value>(
    request: ReaderDeed,
    signal: AbortSignal,
    take: (answer: ReaderAnswer) => Value | null,
  ): Promise<Value> {
    worker ??= startWorker();
    const asked = worker;
    count += 1;
    const id = count;
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const leaving = new AbortController();
    const listening = { signal: leaving.signal };
    const giveUp = (error: unknown) => {
      stop();
      reject(error);
    };
    const timer = setTimeout(() => giveUp(tooSlow()), deadline * 1_000);
    const hear = ({ data }: MessageEvent<ReaderAnswer>) => {
      if (data.id !== id) return;
      if (data.kind === 'failed') return reject(new UnreadableReport(data.problem));
      const value = take(data);
      if (value !== null) resolve(value);
    };
    asked.addEventListener('message', hear, listening);
    asked.addEventListener('messageerror', () => giveUp(broken()), listening);
    asked.addEventListener('error', () => giveUp(broken()), listening);
    // What is being read can't be interrupted otherwise.
    signal.addEventListener('abort', () => giveUp(signal.reason), listening);
    // Nothing is handed over for good; a worker's messages have no origin to name.
    asked.postMessage({ id, ...request } satisfies ReaderRequest, []);
    return promise.finally(() => {
      clearTimeout(timer);
      leaving.abort();
    });
  }

  function openWith(request: ReaderDeed, signal: AbortSignal): Promise<OpenReport> {
    const events: JournalEvent[] = [];
    return ask(request, signal, (answer) => {
      if (answer.kind === 'events') for (const event of answer.events) events.push(event);
      if (answer.kind !== 'report') return null;
      return { ...answer.report, bundle: { ...answer.report.bundle, events } };
    });
  }

  return {
    summarise: (file, signal) =>
      ask({ deed: 'summarise', file }, signal, (answer) => (answer.kind === 'summary' ? answer : null)),
    open: (file, signal) => openWith({ deed: 'open', file }, signal),
    openReference: (base, signal) => openWith({ deed: 'reference', base }, signal),
    compare: (key, fingerprint, signal) =>
      ask({ deed: 'compare', key, fingerprint }, signal, (answer) => (answer.kind === 'alike' ? answer.alike : null)),
    dispose: stop,
  };
}

function tooSlow(): UnreadableReport {
  return new UnreadableReport({
    title: 'Отчёт читается слишком долго',
    message: `За ${deadline} с он не прочитан до конца: в нём слишком много данных.`,
    hint: 'Проверьте размер файла и попробуйте ещё раз.',
  });
}

function broken(): UnreadableReport {
  return new UnreadableReport({
    title: 'Чтение отчёта прервалось',
    message: 'Браузер остановил чтение: не хватило памяти или страница не загрузилась целиком.',
    hint: 'Попробуйте ещё раз; если не поможет, обновите страницу.',
  });
}
