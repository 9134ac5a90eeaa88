import { withDeadline } from '../cluster/deadline.ts';
import { explainPostgres, type PostgresAddress } from '../cluster/postgres.ts';
import { type Answer, openSession, type Statement } from '../cluster/postgres-session.ts';

/** A session of a few statements, each with the same deadline. */
export type ShortSession = Disposable & { readonly ask: (statement: Statement) => Promise<Answer> };

/**
 * Opens a session for a few statements.
 * @param what for the message of a missed deadline
 */
export async function openShortSession(
  what: string,
  address: PostgresAddress,
  { connect, statement }: { readonly connect: number; readonly statement: number },
): Promise<ShortSession> {
  const session = openSession(address);
  try {
    await withDeadline(`${what}: соединение`, connect, session.opened);
  } catch (error) {
    session.leave();
    throw error;
  }
  return {
    ask: (asked) => withDeadline(what, statement, session.ask(asked)),
    [Symbol.dispose]: () => session.leave(),
  };
}

/** Why a node could not be written to or read from, as a student understands it. */
export function explain(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === '42P01' || code === '3F000') return 'таблицы зонда в базе нет: кластер создан заново';
  if (error instanceof Error && code === undefined && error.message.startsWith('Connection terminated')) {
    return 'соединение закрыто без ответа: за точкой входа нет готового узла';
  }
  return explainPostgres(error);
}
