import type { CommandRecord } from '#protocol/command.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import type { ClaimEvidence } from './claim.ts';

/** When commands were run that show something, milliseconds since the epoch. */
export type CommandSpan = { readonly from: number; readonly to: number };

/** The runs of the steps' commands, to find the one that shows a claim. */
export type CommandsSeen = {
  readonly add: (event: JournalEvent) => void;
  /** The run of a step's command that began last in a span of time, as evidence. */
  readonly within: (stepCommand: string, span: CommandSpan) => ClaimEvidence | null;
  /** The run of a step's command that began last before a moment, else the first after it. */
  readonly nearest: (stepCommand: string, moment: number) => ClaimEvidence | null;
};

type Seen = { readonly seq: number; readonly at: number; record: CommandRecord };

/** A label is a line of the page, not a script. */
const longest = 80;

/** Begins at the head of a journal. */
export function beginCommandsSeen(): CommandsSeen {
  const byId = new Map<string, Seen>();
  const byStepCommand = new Map<string, Seen[]>();
  const runsOf = (stepCommand: string) => byStepCommand.get(stepCommand) ?? [];

  return {
    add({ seq, at, body }) {
      if (body.kind !== 'command-started' && body.kind !== 'command-ended') return;
      const { command } = body;
      const known = byId.get(command.id);
      if (known !== undefined) known.record = command;
      else if (command.stepCommand !== null) {
        const seen = { seq, at: command.startedAt ?? at, record: command };
        byId.set(command.id, seen);
        const runs = byStepCommand.get(command.stepCommand);
        if (runs === undefined) byStepCommand.set(command.stepCommand, [seen]);
        else runs.push(seen);
      }
    },
    within(stepCommand, { from, to }) {
      const found = runsOf(stepCommand).findLast(({ at }) => at >= from && at <= to);
      return found === undefined ? null : evidenceOf(found);
    },
    nearest(stepCommand, moment) {
      const runs = runsOf(stepCommand);
      const found = runs.findLast(({ at }) => at <= moment) ?? runs[0];
      return found === undefined ? null : evidenceOf(found);
    },
  };
}

function evidenceOf({ seq, at, record: { text, terminal, recordedFrom } }: Seen): ClaimEvidence {
  const [line = ''] = text.split('\n');
  return {
    seq,
    at,
    label: line.length <= longest ? line : `${line.slice(0, longest - 1)}…`,
    recording: recordedFrom === undefined ? null : { terminal, seconds: recordedFrom },
  };
}
