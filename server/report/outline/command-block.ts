import type { CommandRecord } from '#protocol/command.ts';
import { neutralNames, placeholdersIn } from '#protocol/placeholder.ts';
import type { StepCommand } from '#protocol/step.ts';
import { durationText } from '#protocol/words/elapsed.ts';
import type { Block } from './block.ts';
import { clockText } from './moments.ts';

/** A step's command as it was really run; as the step has it, with neutral names, where it was not. */
export function commandBlock(planned: StepCommand, run: CommandRecord | null): Block {
  if (run === null) {
    const text = placeholdersIn(planned.text).reduce(
      (filled, name) => filled.replaceAll(`{${name}}`, neutralNames[name]),
      planned.text,
    );
    return { kind: 'command', language: planned.kind, text, outcome: null };
  }
  return { kind: 'command', language: run.kind, text: run.text, outcome: outcomeOf(run, planned.opens === 'psql') };
}

function outcomeOf({ startedAt, endedAt, state, exitCode, sqlState }: CommandRecord, opensPsql: boolean): string {
  const words = startedAt === null ? [] : [clockText(startedAt)];
  // A session lasts as long as somebody works in it: that says nothing.
  if (opensPsql) return [...words, 'сеанс psql'].join(' · ');
  if (state === 'lost') words.push('оборвана вместе с терминалом');
  else if (endedAt === null || startedAt === null) words.push('не закончена');
  else words.push(durationText(endedAt - startedAt));
  if (sqlState === null && exitCode !== null) words.push(`код ${exitCode}`);
  if (sqlState !== null && exitCode !== 0) words.push(`ошибка, SQLSTATE ${sqlState}`);
  return words.join(' · ');
}
