import { parseInteger, parseString } from '#protocol/parse.ts';
import type { NumberRun, ReadBack } from '#protocol/probe.ts';
import type { Journal } from '../journal/journal.ts';
import type { PostgresAddress } from '../cluster/postgres.ts';
import type { Ledger } from './ledger.ts';
import type { NodePlace, Places } from './places.ts';
import { explain, openShortSession, type ShortSession } from './session.ts';
import { endOfWal, presentStatement, replayedStatement } from './table.ts';

export type ReadBackOptions = {
  readonly probe: string;
  readonly ledger: Ledger;
  readonly find: () => Promise<Places>;
  readonly journal: Pick<Journal, 'append'>;
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
  /** Milliseconds that the leader may take to answer, and again each replica to catch up. */
  readonly within?: number;
};

const sessionDeadlines = { connect: 2_000, statement: 10_000 } as const;
const againAfter = 500;

/** A node's answer that another try will not change. */
class Final extends Error {}

/**
 * Reads the probe's rows from the leader, through the entry point, and from every replica once it has replayed what
 * the leader had; each goes to the journal.
 * @returns why not everything could be read, in Russian, or null
 */
export async function readBackAll(options: ReadBackOptions): Promise<string | null> {
  const { probe, ledger, find, journal, report, signal, within = 30_000 } = options;
  const problems: string[] = [];

  const record = (node: string, role: ReadBack['role'], present: readonly NumberRun[]) => {
    const { impossible, ...differences } = ledger.compare(present);
    journal.append({ kind: 'probe-read-back', probe, node, role, ...differences });
    if (impossible.length > 0) {
      report(
        new Error(`${probe}: rows that were surely not written are on ${node}: ${impossible.slice(0, 20).join()}`),
      );
    }
  };

  const fromLeader = async () => {
    const { entrypoint, problem, nodes } = await find();
    if (entrypoint === null) throw new Final(problem ?? 'точки входа нет');
    using session = await open(entrypoint);
    const [end] = (await session.ask(endOfWal)).rows;
    if (end?.replica !== false) throw new Error('точка входа привела на реплику');
    const address = parseString(end.address, 'address');
    const node = nodes.find(({ addresses }) => addresses.includes(address))?.name ?? address;
    record(node, 'leader', await presentIn(session, probe));
    return { node, lsn: parseString(end.lsn, 'lsn') };
  };

  const fromReplica = async (name: string, lsn: string) => {
    const { nodes } = await find();
    using session = await open(serverOf(nodes.find((node) => node.name === name)));
    const [state] = (await session.ask(replayedStatement(lsn))).rows;
    if (state?.replica !== true) throw new Error('узел не в режиме реплики');
    if (state.reached !== true) throw new Error(`реплика не доиграла WAL до ${lsn}`);
    record(name, 'replica', await presentIn(session, probe));
  };

  const retry = async <Value>(whence: string, step: () => Promise<Value>): Promise<Value | null> => {
    const deadline = performance.now() + within;
    for (;;) {
      try {
        return await step();
      } catch (error) {
        const final = error instanceof Final || isFinal(error);
        if (final || signal.aborted || performance.now() > deadline) {
          const waited = final ? '' : ` (ждали ${within / 1_000} с)`;
          problems.push(`${whence} не прочитано${waited}: ${explain(error)}`);
          return null;
        }
        await pause(signal);
      }
    }
  };

  const leader = await retry('с лидера', fromLeader);
  if (leader !== null) {
    const { nodes } = await find();
    const replicas = nodes.filter(({ name }) => name !== leader.node);
    if (replicas.length === 0) problems.push('с реплики не прочитано: второго узла нет');
    await Promise.all(
      replicas.map(({ name }) => retry(`с реплики ${name}`, async () => await fromReplica(name, leader.lsn))),
    );
  }
  return problems.length === 0
    ? null
    : `Сверено не всё: ${problems.join('; ')}. Повторите сверку, когда кластер будет цел.`;
}

/** The table is not there, or the password is another one. */
function isFinal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['42P01', '3F000', '28P01'].includes(String(error.code));
}

function open(address: PostgresAddress): Promise<ShortSession> {
  return openShortSession('сверка строк', address, sessionDeadlines);
}

function serverOf(node: NodePlace | undefined): PostgresAddress {
  if (node === undefined) throw new Final('контейнера больше нет');
  if (!node.running) throw new Final('контейнер не работает');
  if (node.server === null) throw new Final('порт PostgreSQL не опубликован');
  return node.server;
}

async function presentIn(session: ShortSession, probe: string): Promise<NumberRun[]> {
  const { rows } = await session.ask(presentStatement(probe));
  return rows.map(({ first, count }) => [
    parseInteger(first, 'first', 1, Number.MAX_SAFE_INTEGER),
    parseInteger(count, 'count', 1, Number.MAX_SAFE_INTEGER),
  ]);
}

async function pause(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, againAfter);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
