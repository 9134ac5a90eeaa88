import type { ReaderAnswer, ReaderRequest } from './messages.ts';
import { readReport } from './read-report.ts';
import { type ReadProblem, UnreadableReport } from './report.ts';
import { summarise } from './summary.ts';

/** Events in a message: unpacking them takes the page a few milliseconds. */
const eventsInMessage = 2_000;

const answer = (message: ReaderAnswer) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<ReaderRequest>) => void read(data));

/** Reads one report away from the page, which goes on scrolling meanwhile. */
async function read({ id, deed, file }: ReaderRequest): Promise<void> {
  try {
    const report = readReport(new Uint8Array(await file.arrayBuffer()));
    const { bundle } = report;
    if (deed === 'summarise') {
      answer({ id, kind: 'summary', summary: summarise(bundle, report) });
      return;
    }
    for (let from = 0; from < bundle.events.length; from += eventsInMessage) {
      answer({ id, kind: 'events', events: bundle.events.slice(from, from + eventsInMessage) });
    }
    answer({ id, kind: 'report', report: { ...report, bundle: { ...bundle, events: [] } } });
  } catch (error) {
    answer({ id, kind: 'failed', problem: problemOf(error) });
  }
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
