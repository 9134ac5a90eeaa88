import { type Fingerprint, fingerprintOf } from '#bundle/fingerprint.ts';
import { likenessOf } from '#bundle/likeness.ts';
import type { Alike, ReaderAnswer, ReaderRequest } from './messages.ts';
import { readReference } from './read-reference.ts';
import { readReport } from './read-report.ts';
import { type OpenReport, type ReadProblem, UnreadableReport } from './report.ts';
import { summarise } from './summary.ts';

/** Events in a message: unpacking them takes the page a few milliseconds. */
const eventsInMessage = 2_000;

/** What this worker was told of, by the key of the report. */
const fingerprints = new Map<string, Fingerprint>();

const answer = (message: ReaderAnswer) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<ReaderRequest>) => void serve(data));

/** Does one deed away from the page, which goes on scrolling meanwhile. */
async function serve(request: ReaderRequest): Promise<void> {
  const { id } = request;
  try {
    switch (request.deed) {
      case 'summarise': {
        const report = readReport(await bytesOf(request.file));
        const { bundle } = report;
        answer({ id, kind: 'summary', summary: summarise(bundle, report), fingerprint: fingerprintOf(bundle) });
        break;
      }
      case 'open':
        send(id, readReport(await bytesOf(request.file)));
        break;
      case 'reference':
        send(id, await readReference(request.base));
        break;
      case 'compare':
        answer({ id, kind: 'alike', alike: compare(request.key, request.fingerprint) });
        break;
    }
  } catch (error) {
    answer({ id, kind: 'failed', problem: problemOf(error) });
  }
}

async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

function send(id: number, report: OpenReport): void {
  const { bundle } = report;
  for (let from = 0; from < bundle.events.length; from += eventsInMessage) {
    answer({ id, kind: 'events', events: bundle.events.slice(from, from + eventsInMessage) });
  }
  answer({ id, kind: 'report', report: { ...report, bundle: { ...bundle, events: [] } } });
}

function compare(key: string, fingerprint: Fingerprint): Alike[] {
  const alike = [...fingerprints].flatMap(([other, known]): Alike[] => {
    if (other === key) return [];
    const { score, reason } = likenessOf(fingerprint, known);
    return reason === null ? [] : [{ key: other, score, reason }];
  });
  fingerprints.set(key, fingerprint);
  return alike;
}

function problemOf(error: unknown): ReadProblem {
  if (error instanceof UnreadableReport) return error.problem;
  if (error instanceof DOMException) {
    return {
      title: 'Файл не открылся',
      message: 'Браузер не смог прочитать файл с диска: его переместили, изменили или удалили.',
      hint: 'Выберите файл ещё раз.',
    };
  }
  console.error(error);
  return {
    title: 'Отчёт не удалось разобрать',
    message: 'В файле есть то, чего эта версия лаборатории не понимает.',
    hint: 'Попросите студента скачать отчёт ещё раз; если не поможет, обновите лабораторию.',
  };
}
