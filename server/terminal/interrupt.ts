import type { CommandKind } from '#protocol/step.ts';
import { promptNotReached } from './busy.ts';
import { namesInGroup, processStatus, signal } from './processes.ts';
import type { Arrival, Recorder } from './recorder.ts';
import type { Session } from './session-events.ts';

/** Milliseconds for all of it: `docker compose up` takes ten to stop its containers after Ctrl+C. */
const interruptDeadline = 15_000;
/** Milliseconds after a key, after Ctrl+C, and after a signal, before something stronger is tried. */
const keyPatience = 1_000;
const interruptPatience = 6_000;
const signalPatience = 2_000;

const interruptKey = Buffer.from('\x03');
const pagers = new Set(['less', 'more', 'most', 'man', 'pg', 'pspg']);

/**
 * Brings a terminal to the prompt that a command of this kind needs: leaves psql by `\q`, a pager by `q`,
 * everything else by Ctrl+C and, if that is ignored, by signals to the foreground process group.
 * @throws LabError `terminal-busy` with the time waited
 */
export async function interruptTo(
  kind: CommandKind,
  terminal: string,
  session: Session,
  recorder: Recorder,
): Promise<void> {
  const begun = performance.now();
  const left = () => Math.max(0, begun + interruptDeadline - performance.now());
  const press = async (keys: Buffer, patience: number) => {
    const arrival = recorder.arrivals.next(isPrompt, Math.min(patience, left()));
    session.write(keys);
    return arrival;
  };
  let strength = 0;
  while (left() > 0) {
    const { activity, continuation } = session.state;
    if (activity.at === 'closed') return;
    if (activity.at === 'prompt') {
      if (!continuation) return;
      await press(interruptKey, keyPatience);
    } else if (activity.at === 'psql-prompt') {
      if (kind === 'sql') return;
      // Ctrl+C first: there may be half a line.
      await press(interruptKey, keyPatience);
      if (session.state.activity.at === 'psql-prompt') await press(Buffer.from('\\q\r'), keyPatience);
    } else if (activity.at === 'psql-continuation') {
      await press(interruptKey, keyPatience);
    } else if (activity.at === 'starting') {
      await recorder.arrivals.next(isPrompt, left());
    } else {
      const group = await foregroundGroup(session);
      const arrived = recorder.arrivals.next(isPrompt, Math.min(left(), patienceFor(strength)));
      if (strength === 0 && group !== null && (await namesInGroup(group)).some((name) => pagers.has(name)))
        session.write(Buffer.from('q'));
      else if (strength === 0) session.write(interruptKey);
      else if (group !== null) signal(-group, strength === 1 ? 'SIGTERM' : 'SIGKILL');
      else session.write(strength === 1 ? Buffer.from('q') : Buffer.from('\x04'));
      await arrived;
      strength = Math.min(strength + 1, 2);
    }
  }
  throw promptNotReached(terminal, session.state.activity, interruptDeadline);
}

/** A prompt or the end of the shell. */
export function isPrompt(arrival: Arrival): boolean {
  return arrival.at !== 'shell-continuation' && arrival.at !== 'psql-continuation';
}

function patienceFor(strength: number): number {
  return strength === 0 ? interruptPatience : signalPatience;
}

/** The foreground process group of the terminal; null when it is the shell's own, or cannot be told. */
async function foregroundGroup({ pid }: Session): Promise<number | null> {
  const status = pid === null ? null : await processStatus(pid);
  return status && status.foreground > 0 && status.foreground !== pid ? status.foreground : null;
}
