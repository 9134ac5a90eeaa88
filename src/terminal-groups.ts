import type { StepTerminal } from '#protocol/step.ts';

/** Terminals that are shown together: one, or the leader's beside the replica's. */
export type TerminalGroup = {
  readonly id: string;
  readonly title: string;
  readonly terminals: readonly StepTerminal[];
};

/** The step's terminals by tab: leader and replica stand side by side, each other one alone. */
export function groupTerminals(terminals: readonly StepTerminal[]): TerminalGroup[] {
  const pair = terminals.filter(({ name }) => name === 'leader' || name === 'replica');
  if (pair.length < 2) return terminals.map(alone);
  const groups: TerminalGroup[] = [];
  for (const terminal of terminals) {
    if (!pair.includes(terminal)) groups.push(alone(terminal));
    else if (terminal === pair[0]) groups.push({ id: 'pair', title: 'Лидер и реплика', terminals: pair });
  }
  return groups;
}

function alone(terminal: StepTerminal): TerminalGroup {
  return { id: terminal.name, title: terminal.title, terminals: [terminal] };
}
