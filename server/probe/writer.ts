import { withDeadline } from '../cluster/deadline.ts';
import type { PostgresAddress } from '../cluster/postgres.ts';
import { openSession, type PostgresSession } from '../cluster/postgres-session.ts';
import type { SettledWrite } from './batch.ts';
import { chooseLane, laneLimits, type Load } from './lanes.ts';
import { judgeAnswer, judgeFailure, ReadOnlyNode, type Verdict } from './outcome.ts';
import { helloStatement, writeStatement } from './table.ts';

/** Writes numbered rows at a fixed pace, whatever becomes of the ones before. */
export type Writer = AsyncDisposable & {
  /** Begins no write any more; settles when every begun one is settled. */
  readonly stop: () => Promise<void>;
  /** How its connections stand now. */
  readonly load: () => Load;
};

export type WriterOptions = {
  readonly probe: string;
  /** Writes a second. */
  readonly rate: number;
  /** Where the next connection goes. */
  readonly address: () => PostgresAddress;
  /** Milliseconds since the epoch, whole. */
  readonly now: () => number;
  readonly settled: (write: SettledWrite) => void;
  /** Tells the address of a server as soon as it is reached. */
  readonly reached: (address: string) => void;
  /** Tells that a connection is about to be opened: others count HAProxy's sessions. */
  readonly opened: () => void;
};

/** Milliseconds. */
export const deadlines = { connect: 2_000, statement: 5_000 } as const;

/** Starts to write at once. */
export function startWriter({ probe, rate, address, now, settled, reached, opened }: WriterOptions): Writer {
  const idle: PostgresSession[] = [];
  const sessions = new Set<PostgresSession>();
  const underWay = new Set<Promise<void>>();
  let [opening, waiting, lingering] = [0, 0, 0];
  let openedAt = -Infinity;
  let number = 0;
  let stopped = false;
  const timer = keepPace(1_000 / rate, tick);

  function load(): Load {
    return { idle: idle.length, opening, waiting, lingering, sinceOpened: performance.now() - openedAt };
  }

  function tick(): void {
    const lane = chooseLane(load());
    if (lane === 'skip') return;
    number += 1;
    const attempt = write(number, lane === 'idle' ? (idle.pop() ?? null) : null);
    underWay.add(attempt);
    void attempt.finally(() => underWay.delete(attempt));
  }

  async function write(number: number, free: PostgresSession | null): Promise<void> {
    const sentAt = now();
    const settle = (verdict: Verdict, row: Readonly<Record<string, unknown>> = {}) =>
      settled({
        number,
        sentAt,
        settledAt: now(),
        ...verdict,
        address: typeof row.address === 'string' ? row.address : null,
        timeline: typeof row.timeline === 'number' ? row.timeline : null,
      });
    let session = free;
    let sent = false;
    try {
      session ??= await open();
      // Many may have waited for the same server to come back: they are not all let in at once.
      if (stopped || waiting >= laneLimits.waiting) {
        settle({ outcome: 'failed', reason: stopped ? 'stopped' : 'crowded' });
        rest(session);
        return;
      }
      sent = true;
      waiting += 1;
      const { rows, warnings } = await withDeadline(
        'запись зонда',
        deadlines.statement,
        session.ask(writeStatement(probe, number, sentAt)),
      ).finally(() => {
        waiting -= 1;
      });
      settle(judgeAnswer(warnings), rows[0]);
      rest(session);
    } catch (error) {
      settle(judgeFailure(sent, error));
      if (session !== null) leave(session);
    }
  }

  async function open(): Promise<PostgresSession> {
    openedAt = performance.now();
    opening += 1;
    opened();
    const session = openSession(address());
    sessions.add(session);
    void session.gone.then(() => forget(session));
    try {
      await withDeadline('соединение зонда', deadlines.connect, greet(session));
      return session;
    } catch (error) {
      leave(session);
      throw error;
    } finally {
      opening -= 1;
    }
  }

  async function greet(session: PostgresSession): Promise<void> {
    await session.opened;
    const [hello] = (await session.ask(helloStatement)).rows;
    if (typeof hello?.address === 'string') reached(hello.address);
    if (hello?.readOnly !== false) throw new ReadOnlyNode();
  }

  function rest(session: PostgresSession): void {
    if (stopped || idle.length >= laneLimits.idle) leave(session);
    else if (sessions.has(session)) idle.push(session);
  }

  function forget(session: PostgresSession): void {
    const index = idle.indexOf(session);
    if (index !== -1) idle.splice(index, 1);
    sessions.delete(session);
  }

  function leave(session: PostgresSession): void {
    lingering += 1;
    session.leave();
    void session.gone.finally(() => {
      lingering -= 1;
    });
  }

  async function stop(): Promise<void> {
    stopped = true;
    timer[Symbol.dispose]();
    for (const session of idle.splice(0)) leave(session);
    await Promise.all(underWay);
  }

  return {
    load,
    stop,
    async [Symbol.asyncDispose]() {
      stopped = true;
      timer[Symbol.dispose]();
      for (const session of sessions) session.destroy();
      await Promise.all(underWay);
    },
  };
}

/** Calls `tick` every `period` milliseconds by the steady clock; what was missed is not made up for. */
function keepPace(period: number, tick: () => void): Disposable {
  const begun = performance.now();
  let timer = setTimeout(beat, 0);
  function beat(): void {
    const passed = performance.now() - begun;
    // A timer may fire a little early as well as late.
    timer = setTimeout(beat, (Math.round(passed / period) + 1) * period - passed);
    tick();
  }
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
