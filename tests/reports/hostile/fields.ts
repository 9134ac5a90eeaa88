import type { EventBody } from '#protocol/journal.ts';
import { buildReport, type BuiltEvent, type ReportParts } from '../build-report.ts';
import { someCast } from '../recorded-run.ts';

const startedAt = Date.UTC(2026, 10, 28, 10);

/** The parts of a short, sound report. */
export function shortRun(): ReportParts {
  const bodies: EventBody[] = [
    { kind: 'run-started', lab: '0.1.0', project: 'ha-postgres-lab-0123abcd' },
    { kind: 'server-started', version: '0.1.0' },
    { kind: 'step-opened', step: 'build' },
    { kind: 'answer-saved', question: 'expose', text: 'Порт 8008 нужен HAProxy, а снаружи он не нужен никому.' },
  ];
  return {
    events: bodies.map((body, index) => ({ at: startedAt + index * 1_000, body })),
    recordings: { main: someCast(startedAt) },
    versions: [{ path: 'Dockerfile', savedAt: startedAt, text: 'FROM postgres:15\n' }],
  };
}

const command = (text: string, stepCommand: string | null): EventBody => ({
  kind: 'command-ended',
  command: {
    id: 'c1',
    terminal: 'main',
    kind: 'shell',
    text,
    stepCommand,
    state: 'ended',
    exitCode: 0,
    sqlState: null,
    startedAt,
    endedAt: startedAt + 500,
    recordedFrom: 1,
  },
});

const check = (texts: { message?: string; observed?: string; expected?: string }): EventBody => ({
  kind: 'check-result',
  result: { id: 'image-built', outcome: 'passed', message: '', observed: '', expected: '', ...texts },
});

const withEvents = (...bodies: EventBody[]): ReportParts => {
  const run = shortRun();
  const more: BuiltEvent[] = bodies.map((body, index) => ({ at: startedAt + 10_000 + index, body }));
  return { ...run, events: [...run.events, ...more] };
};

const cast = (header: Record<string, unknown>, ...events: unknown[]): ReportParts => ({
  ...shortRun(),
  recordings: {
    main: [{ version: 2, width: 80, height: 24, timestamp: startedAt / 1_000, ...header }, ...events]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  },
});

/** Where a stranger's text may stand in a report. */
export const fields: Readonly<Record<string, (text: string) => ReportParts>> = {
  name: (text) => ({ ...shortRun(), author: { name: text.slice(0, 200), group: 'К3241' } }),
  group: (text) => ({ ...shortRun(), author: { name: 'Иван Петров', group: text.slice(0, 200) } }),
  'name of the run': (text) => ({ ...shortRun(), run: text.slice(0, 64) }),
  versions: (text) => ({
    ...shortRun(),
    editManifest: (manifest) => ({
      ...manifest,
      versions: {
        lab: text.slice(0, 256),
        engine: text.slice(0, 256),
        compose: text.slice(0, 256),
        patroni: [text.slice(0, 256)],
        images: [{ name: text.slice(0, 256), id: text.slice(0, 256) }],
      },
    }),
  }),
  'version of the lab': (text) =>
    withEvents({ kind: 'run-started', lab: text.slice(0, 256), project: text.slice(0, 256) }),
  command: (text) => withEvents(command(text, null)),
  'command of a step': (text) => withEvents(command(text, 'build-image')),
  'name of a step’s command': (text) => withEvents(command('ls', text.slice(0, 64))),
  terminal: (text) => withEvents({ kind: 'terminal-opened', terminal: text.slice(0, 64) }),
  answer: (text) => withEvents({ kind: 'answer-saved', question: 'expose', text }),
  check: (text) => withEvents(check({ message: text, observed: text, expected: text })),
  fact: (text) => withEvents({ kind: 'fact', fact: text.slice(0, 128), detail: { [text]: text, leader: text } }),
  'path of a file': (text) => withEvents({ kind: 'file-saved', path: text, hash: 'a'.repeat(64), by: 'page' }),
  'name of a version': (text) => ({ ...shortRun(), versions: [{ path: text, savedAt: startedAt, text: 'x\n' }] }),
  'text of a version': (text) => ({
    ...shortRun(),
    versions: [{ path: 'docker-compose.yml', savedAt: startedAt, text: `services:\n  x: ${text}\n` }],
  }),
  container: (text) =>
    withEvents({
      kind: 'docker-event',
      action: 'die',
      container: text.slice(0, 128),
      role: 'node',
      ownTime: startedAt,
      signal: 9,
      exitCode: 137,
    }),
  output: (text) => cast({}, [0.5, 'o', `${text}\r\n`], [0.9, 'o', text]),
  'title of a recording': (text) => cast({ title: text, env: { SHELL: text, TERM: text } }, [0.5, 'o', 'x\r\n']),
  'mark of a recording': (text) => cast({}, [0.5, 'm', text], [0.6, 'm', `▶ build-image: ${text}`], [0.7, 'o', 'x']),
  'text for GitHub': (text) => ({ ...shortRun(), texts: { 'README.md': `# ${text}\n\n${text}\n` } }),
  'text for a browser': (text) => ({ ...shortRun(), texts: { 'index.html': `<!doctype html>${text}` } }),
  figure: (text) => ({
    ...shortRun(),
    texts: { 'ReportPhoto/build.png': text, 'ReportPhoto/compose.png': `GIF89a/*${text}*/` },
  }),
};

/** A report with this text in this field; well signed, by whoever made it. */
export function reportWith(field: string, text: string): Uint8Array {
  const parts = fields[field];
  if (parts === undefined) throw new Error(`no field ${field}`);
  return buildReport(parts(text));
}
