import type { Moment } from '../pty-owner/frames.ts';
import type { Saved } from './kept-state.ts';
import type { KeptLaunch } from './launch.ts';
import { parseMark, type Mark } from './mark.ts';
import { createOscScanner, type OscScanner } from './osc-scanner.ts';
import type { Pty } from './pty.ts';
import { createSessionMemory, type SessionMemory, type SessionMemoryOptions } from './session-memory.ts';

/** A shell with what reads its bytes, and what is left of it to a later server. */
export type RunningShell = {
  readonly launch: KeptLaunch;
  readonly pty: Pty;
  readonly scan: OscScanner;
  /** Null when the shell dies with this server. */
  readonly memory: SessionMemory | null;
};

export type HoldShellOptions = Pick<SessionMemoryOptions, 'screen' | 'from' | 'written' | 'report'> & {
  readonly launch: KeptLaunch;
  readonly pty: Pty;
  /** `openMark`: the beginning of a mark whose end has not come. */
  readonly save: (moment: Moment, openMark: Buffer) => Saved;
};

/** Takes up a shell that was started, or has outlived another server. */
export function holdShell({ launch, pty, save, ...options }: HoldShellOptions): RunningShell {
  const scan = createOscScanner();
  const memory =
    pty.memory && createSessionMemory({ ...options, memory: pty.memory, save: (moment) => save(moment, scan.open()) });
  return { launch, pty, scan, memory };
}

/** A part of a chunk: bytes that are shown, or a mark of this shell; `end` is where in the chunk it ends. */
export type StreamPart =
  | { readonly kind: 'output'; readonly bytes: Buffer; readonly end: number }
  | { readonly kind: 'mark'; readonly mark: Mark; readonly end: number };

/** Parts a chunk at the marks of its shell. */
export function partsOf(chunk: Buffer, { launch, scan }: Pick<RunningShell, 'launch' | 'scan'>): StreamPart[] {
  const parts: StreamPart[] = [];
  let told = 0;
  for (const { start, end, payload } of scan(chunk)) {
    const mark = parseMark(payload, launch.nonce);
    if (!mark) continue;
    if (start > told) parts.push({ kind: 'output', bytes: chunk.subarray(told, start), end: start });
    parts.push({ kind: 'mark', mark, end });
    told = end;
  }
  const rest = told === 0 ? chunk : chunk.subarray(told);
  if (rest.length > 0) parts.push({ kind: 'output', bytes: rest, end: chunk.length });
  return parts;
}
