import type { ExpectedOutage, FaultName, Interval, LiveTimings } from './fault.ts';

type Term = ExpectedOutage['terms'][number];
/** The settings with the defaults of Patroni 4, ZooKeeper and HAProxy 3 where nobody told them. */
type Settings = { readonly [Name in Exclude<keyof LiveTimings, 'synchronousMode'>]: number };

/**
 * How long a fault should stop the writes by the settings that are in force.
 *
 * Kill, freeze and cut: ZooKeeper ends a session on the first tick after `session` has passed since it last heard of
 * it (ZooKeeper, `ExpiryQueue.roundToNextInterval`). It hears of it at least every (`loop_wait` − 2 s) / 2, since
 * Patroni gives kazoo `loop_wait` − 2 s (2 s at least) as the read time-out and kazoo pings twice in that time (Patroni,
 * `ZooKeeper._kazoo_connect`; kazoo, `ConnectionHandler._connect_attempt`). The replica watches the key, asks the other
 * members for at most 2 s (Patroni, `Ha.fetch_node_status`), takes the lock and promotes.
 *
 * Stop and switchover: Patroni stops PostgreSQL with a checkpoint and then gives the lock up itself.
 *
 * Then HAProxy: a server that is DOWN is checked every `downinter` and, once it has answered, every `fastinter` till
 * `rise` answers (HAProxy configuration manual, 5.2; both are `inter` where they are not set).
 */
export function expectedOutage(fault: FaultName, timings: LiveTimings): ExpectedOutage {
  const settings = withDefaults(timings);
  const terms = termsOf[fault](settings);
  return { total: sum(terms.map(({ interval }) => interval)), terms };
}

const termsOf: Readonly<Record<FaultName, (settings: Settings) => readonly Term[]>> = {
  stop: (settings) => [handOver('docker stop'), election(0), routing(settings), answering()],
  kill: (settings) => [expiry(settings), election(0), routing(settings), answering()],
  // A frozen node still takes connections, so asking it always costs the whole wait.
  pause: (settings) => [expiry(settings), election(2_000), routing(settings), answering()],
  network: (settings) => [expiry(settings), election(0), routing(settings), answering()],
  zookeeper: (settings) => [undoing('ZooKeeper'), nextLoop(settings), routing(settings), answering()],
  'replica-first': (settings) => [undoing('узел'), nextLoop(settings), routing(settings), answering()],
  switchover: (settings) => [handOver('patronictl switchover'), election(0), routing(settings), answering()],
};

function withDefaults(timings: LiveTimings): Settings {
  const inter = timings.inter ?? 2_000;
  const ttl = timings.ttl ?? 30_000;
  return {
    ttl,
    loopWait: timings.loopWait ?? 10_000,
    retryTimeout: timings.retryTimeout ?? 10_000,
    session: timings.session ?? ttl,
    tick: timings.tick ?? 2_000,
    inter,
    fastInter: timings.fastInter ?? inter,
    downInter: timings.downInter ?? inter,
    checkTimeout: timings.checkTimeout ?? inter,
    fall: timings.fall ?? 3,
    rise: timings.rise ?? 2,
  };
}

function expiry({ ttl, session, loopWait, tick }: Settings): Term {
  const ping = Math.max(loopWait - 2_000, 2_000) / 2;
  const limited = session === ttl ? '' : `, сеанс ZooKeeper ${seconds(session)}`;
  return {
    phase: 'detect',
    interval: { min: session - ping, max: session + tick },
    source: `ttl ${seconds(ttl)}${limited}; последний ping не старше ${seconds(ping)}, тик ${seconds(tick)}`,
  };
}

function handOver(how: string): Term {
  return {
    phase: 'detect',
    interval: { min: 200, max: 4_000 },
    source: `${how}: Patroni останавливает PostgreSQL и сам отдаёт ключ`,
  };
}

function election(least: number): Term {
  return {
    phase: 'elect',
    interval: { min: least, max: 3_000 },
    source: 'реплика следит за ключом; опрос соседа до 2 с и повышение',
  };
}

function routing({ inter, fastInter, downInter, rise }: Settings): Term {
  const further = (rise - 1) * fastInter;
  const others = [
    downInter === inter ? '' : `, downinter ${seconds(downInter)}`,
    fastInter === inter ? '' : `, fastinter ${seconds(fastInter)}`,
  ].join('');
  return {
    phase: 'route',
    interval: { min: further, max: downInter + further },
    source: `inter ${seconds(inter)} × rise ${rise}${others}`,
  };
}

function answering(): Term {
  return { phase: 'answer', interval: { min: 0, max: 1_000 }, source: 'новое соединение зонда' };
}

function undoing(what: string): Term {
  return { phase: 'heal', interval: null, source: `пока не вернётся ${what}` };
}

function nextLoop({ loopWait, retryTimeout }: Settings): Term {
  return {
    phase: 'elect',
    interval: { min: 0, max: loopWait + retryTimeout },
    source: `обход Patroni: loop_wait ${seconds(loopWait)}, retry_timeout ${seconds(retryTimeout)}`,
  };
}

function sum(intervals: readonly Interval[]): Interval {
  let total = { min: 0, max: 0 };
  for (const interval of intervals) {
    if (interval === null) return null;
    total = { min: total.min + interval.min, max: total.max + interval.max };
  }
  return total;
}

function seconds(milliseconds: number): string {
  return `${String(Math.round(milliseconds / 100) / 10).replace('.', ',')} с`;
}
