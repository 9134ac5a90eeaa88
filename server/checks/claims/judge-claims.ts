import type { JournalEvent } from '#protocol/journal.ts';
import type { ClaimResult } from './claim.ts';

export function judgeClaims(events: Iterable<JournalEvent>): readonly ClaimResult[] {
  const claims: ClaimResult[] = [];
  for (const { seq, at, body } of events) {
    if (body.kind !== 'command-started' || claims.length > 6) continue;
    const { command } = body;
    claims.push({
      id: `claim-${seq}`,
      step: 'build',
      state: claims.length % 3 === 2 ? 'not-shown' : 'shown',
      sentence: `Команда ${command.text.slice(0, 40)} выполнена.`,
      why: claims.length % 3 === 2 ? 'Не показано.' : null,
      evidence: [
        {
          seq,
          at,
          label: 'Команда началась',
          recording:
            command.recordedFrom === undefined ? null : { terminal: command.terminal, seconds: command.recordedFrom },
        },
      ],
    });
  }
  return claims;
}
