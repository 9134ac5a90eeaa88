import type { Testimony, WitnessName, WitnessReport } from './witness.ts';

/** Whom a witness takes for the primary: never merged with what another one says. */
export type Belief = {
  readonly witness: WitnessName;
  /** Containers' names; empty: nobody; null: it can't be asked, or (Docker with two running nodes) can't tell. */
  readonly primaries: readonly string[] | null;
  /** Why it can't be asked, in Russian; of a witness with one voice a node, only while none of them answers. */
  readonly problem: string | null;
  /** The older of its voices' last answers; null if it never answered. */
  readonly answeredAt: number | null;
};

/** Milliseconds after which an answer is shown as an old one. */
export const staleAfter = 2_000;

/** Whom a witness takes for the primary, by its last reports. */
export function beliefOf(witness: WitnessName, reports: readonly WitnessReport[]): Belief {
  const voices = reports.filter((report) => report.witness === witness);
  const heard = voices.filter(({ problem, testimony }) => problem === null && testimony !== null);
  if (heard.length === 0) {
    return {
      witness,
      primaries: null,
      problem: voices.find(({ problem }) => problem !== null)?.problem ?? 'ещё не спрошен',
      answeredAt: newestOf(voices),
    };
  }
  const named = heard.map(({ node, testimony }) => (testimony === null ? [] : primariesIn(testimony, node)));
  const primaries = named.some((names) => names === null)
    ? null
    : [...new Set(named.flatMap((names) => names ?? []))].toSorted();
  return { witness, primaries, problem: null, answeredAt: oldestOf(heard) };
}

/** Whom one testimony names; null: it can't tell. */
export function primariesIn(testimony: Testimony, node: string | null): readonly string[] | null {
  switch (testimony.witness) {
    case 'docker': {
      // Docker knows who runs, not who leads: it can only rule out.
      const running = testimony.containers.filter(({ role, state }) => role === 'node' && state === 'running');
      return running.length > 1 ? null : running.map(({ name }) => name);
    }
    case 'postgres':
      return testimony.inRecovery || node === null ? [] : [node];
    case 'patroni':
    case 'zookeeper':
      return testimony.leader === null ? [] : [testimony.leader];
    case 'haproxy':
      return testimony.servers
        .filter(({ status }) => status.startsWith('UP'))
        .map((server) => server.node ?? server.name);
  }
}

function newestOf(voices: readonly WitnessReport[]): number | null {
  const times = voices.flatMap(({ answeredAt }) => answeredAt ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

function oldestOf(voices: readonly WitnessReport[]): number | null {
  const times = voices.flatMap(({ answeredAt }) => answeredAt ?? []);
  return times.length === 0 ? null : Math.min(...times);
}
