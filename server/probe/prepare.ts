import type { PostgresAddress } from '../cluster/postgres.ts';
import { entryPointSilent } from './errors.ts';
import { ReadOnlyNode } from './outcome.ts';
import { explain, openShortSession } from './session.ts';
import { helloStatement, prepareTables } from './table.ts';
import { deadlines } from './writer.ts';

/** Another probe made the same table at the same moment: it is there now. */
const madeMeanwhile = ['23505', '42P06', '42P07'];

/**
 * Makes the probe's tables through the entry point and empties them.
 * @throws LabError 409 `entrypoint-silent` when no node takes it
 */
export async function prepareProbeTables(address: PostgresAddress): Promise<void> {
  try {
    using session = await openShortSession('подготовка таблицы зонда', address, deadlines);
    const [hello] = (await session.ask(helloStatement)).rows;
    if (hello?.readOnly !== false) throw new ReadOnlyNode('точка входа привела на узел, который только читает');
    for (const text of prepareTables) {
      try {
        await session.ask({ text });
      } catch (error) {
        if (!isMadeMeanwhile(error)) throw error;
      }
    }
  } catch (error) {
    throw entryPointSilent(explain(error), error);
  }
}

function isMadeMeanwhile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && madeMeanwhile.includes(String(error.code));
}
