import type { CommandRecord } from '#protocol/command.ts';
import type { JournalEvent } from '#protocol/journal.ts';

/** The commands of a terminal, in the order of their beginning, each as it was told last. */
export type TerminalCommands = { readonly terminal: string; readonly commands: readonly CommandRecord[] };

/** What was run in each terminal that has a recording or a command. */
export function commandsByTerminal(
  events: Iterable<JournalEvent>,
  recorded: Iterable<string>,
): readonly TerminalCommands[] {
  const byId = new Map<string, CommandRecord>();
  for (const { body } of events) {
    if (body.kind === 'command-started' || body.kind === 'command-ended') byId.set(body.command.id, body.command);
  }
  const terminals = new Map<string, CommandRecord[]>([...recorded].map((name) => [name, []]));
  for (const command of byId.values()) {
    const list = terminals.get(command.terminal);
    if (list === undefined) terminals.set(command.terminal, [command]);
    else list.push(command);
  }
  return [...terminals].map(([terminal, commands]) => ({ terminal, commands }));
}
