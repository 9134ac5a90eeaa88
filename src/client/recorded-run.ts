import type { CommandRecord } from '#protocol/command.ts';
import type { Api } from './api.ts';
import { ApiError } from './api.ts';
import type { ReplaySource } from './replay/source.ts';

/** What can be shown of a command's last run: its replay, a word why there is none, or nothing yet. */
export type RecordedRun =
  | { readonly kind: 'ready'; readonly terminal: string; readonly from: number }
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'none' };

/** Where the newest run of a command stands in its terminal's recording. */
export function recordedRun(run: CommandRecord | null): RecordedRun {
  switch (run?.state) {
    case 'ended':
    case 'lost':
      return run.recordedFrom === undefined
        ? { kind: 'told', text: 'Этот запуск не записан.' }
        : { kind: 'ready', terminal: run.terminal, from: run.recordedFrom };
    case 'interactive':
      return { kind: 'told', text: 'Запись идёт: её можно показать, когда psql закроется.' };
    case 'waiting':
    case 'running':
    case undefined:
      return { kind: 'none' };
  }
}

/** Brings a terminal's recording from the run's server; null when there is none. */
export async function loadRecording(api: Api, terminal: string, signal: AbortSignal): Promise<string | null> {
  try {
    return await api.text(`/api/recordings/${encodeURIComponent(terminal)}`, signal);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'recording-unknown') return null;
    throw error;
  }
}

/** The replay of one run of a command. */
export function sourceOfRun(
  api: Api,
  { terminal, from }: { readonly terminal: string; readonly from: number },
  title: string,
): ReplaySource {
  return { title, part: { kind: 'command', from }, load: (signal) => loadRecording(api, terminal, signal) };
}
