import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import type { ReportParts } from './build-report.ts';

const journals = path.resolve(import.meta.dirname, '../unit/faults/journals');

export type RecordedName =
  | 'kill-and-pause'
  | 'kill-with-and-without-synchronous-mode'
  | 'network-and-zookeeper'
  | 'replica-first'
  | 'stop-and-switchover';

/** A recording of a terminal that shows a few commands. */
export function someCast(startedAt: number, pace = 1): string {
  const lines = [
    JSON.stringify({
      version: 2,
      width: 80,
      height: 24,
      timestamp: Math.floor(startedAt / 1_000),
      title: 'main',
      env: {},
    }),
  ];
  for (let index = 0; index < 120; index += 1) {
    const seconds = (index * 0.137 * pace + (index % 7) * 0.011).toFixed(3);
    const text = `строка ${index}: \u001b[32mpg-master\u001b[0m отвечает\r\n`;
    lines.push(`[${seconds},"o",${JSON.stringify(text)}]`);
    if (index % 40 === 20) lines.push(`[${seconds},"r","100x30"]`);
  }
  return `${lines.join('\n')}\n`;
}

/** The parts of a report about a run that was recorded on a real cluster; its events are counted anew. */
export function recordedRun(name: RecordedName, most = Infinity): ReportParts {
  const lines = readFileSync(path.join(journals, `${name}.ndjson`), 'utf8')
    .trim()
    .split('\n');
  const [first = ''] = lines;
  const { run }: { run: string } = JSON.parse(first);
  const events = lines.slice(1, 1 + most).map((line) => {
    const { at, body } = parseJournalEvent(JSON.parse(line));
    return { at, body };
  });
  const startedAt = events[0]?.at ?? 0;
  return {
    run,
    events,
    checkpointsAt: [20, 50, 100, 150].filter((seq) => seq < events.length),
    recordings: { main: someCast(startedAt), leader: someCast(startedAt, 1.7) },
    versions: [
      { path: 'docker-compose.yml', savedAt: startedAt, text: 'services: {}\n' },
      { path: 'docker-compose.yml', savedAt: startedAt + 60_000, text: 'services: { zoo: {} }\n' },
    ],
    texts: {
      'README.md': '# Отчёт\n\nЛабораторная работа 1.\n'.repeat(20),
      'index.html': '<!doctype html><title>Отчёт</title><p>Лабораторная работа 1.</p>\n'.repeat(20),
      'ReportPhoto/build.png': new Uint8Array(300).fill(9),
    },
  };
}
