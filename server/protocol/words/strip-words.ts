import type { StripSegment } from '../strip-row.ts';
import type { DockerAction, WitnessName } from '../witness.ts';

/** The rows' names. */
export const witnessWords: Readonly<Record<WitnessName, string>> = {
  docker: 'Docker',
  postgres: 'PostgreSQL',
  patroni: 'Patroni',
  zookeeper: 'ZooKeeper',
  haproxy: 'HAProxy',
};

/** What Docker's events say about a container. */
export const dockerWords: Readonly<Record<DockerAction, string>> = {
  create: 'создан',
  start: 'запущен',
  restart: 'перезапущен',
  kill: 'получил сигнал',
  die: 'завершился',
  stop: 'остановлен',
  oom: 'исчерпал память',
  pause: 'заморожен',
  unpause: 'разморожен',
  destroy: 'удалён',
  connect: 'подключён к сети',
  disconnect: 'отключён от сети',
};

/** What a witness said, for the row of `witness`: «pg-master», «молчит: …». */
export function sayingText(witness: WitnessName, segment: StripSegment | null): string {
  if (segment === null) return 'не наблюдали';
  const { primaries, silent } = segment;
  const reasons = silent.map(({ node, problem }) => (node === null ? problem : `${node} — ${problem}`)).join('; ');
  const besides = reasons === '' ? '' : ` (молчит: ${reasons})`;
  switch (segment.says) {
    case 'one':
      return `${witness === 'docker' ? `работает только ${primaries.join()}` : primaries.join()}${besides}`;
    case 'several':
      return `сразу два: ${primaries.join(' и ')}!${besides}`;
    case 'nobody':
      return `${witness === 'docker' ? 'ни один узел не работает' : 'никто'}${besides}`;
    case 'unsure':
      return 'не может сказать: работают оба узла';
    case 'silent':
      return `молчит: ${reasons}`;
    case 'unwatched':
      return 'не наблюдали';
  }
}

/** The longest words that may stand inside of a segment, then shorter ones. */
export function labelsOf({ says, primaries }: StripSegment): readonly string[] {
  switch (says) {
    case 'one':
      return primaries;
    case 'several':
      return [`двое: ${primaries.join(' и ')}`, 'двое!', '2!'];
    case 'nobody':
      return ['никто', '—'];
    case 'unsure':
      return ['не может сказать', '?'];
    case 'silent':
      return ['молчит', '×'];
    case 'unwatched':
      return ['не наблюдали'];
  }
}
