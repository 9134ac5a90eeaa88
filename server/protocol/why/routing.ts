import { lookOf } from '../picture.ts';
import type { TestimonyOf } from '../voices.ts';
import type { HaproxyTimings } from '../witness.ts';
import { type Evidence, type NodeEvidence, dockerSays, wayBack } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { seconds, together, within } from './words.ts';

type Server = TestimonyOf<'haproxy'>['servers'][number];

/** Why HAProxy does not lead to the leader alone; null while it does, or is not there. */
export function explainRouting(evidence: Evidence): Explanation | null {
  const { entry, nodes, docker } = evidence;
  const { voice, container } = entry;
  if (nodes.length === 0 || (container === null && voice?.now == null)) return null;
  if (voice !== null && voice.problem !== null) {
    const name = container?.name ?? 'HAProxy';
    const look = docker?.problem === null ? lookOf(container ?? undefined) : 'unknown';
    return {
      tone: look === 'starting' || look === 'running' ? 'wait' : 'bad',
      headline: 'HAProxy не отвечает: через точку входа записать нельзя',
      because: [dockerSays(name, look) ?? `HAProxy: ${voice.problem}.`, 'К узлам напрямую это не относится.'],
      next: look === 'running' || look === 'unknown' ? null : `Верните его: ${wayBack(name, look)}.`,
    };
  }
  const servers = voice?.now?.servers ?? [];
  const [leader] = evidence.primaries;
  if (servers.length === 0 || leader === undefined || evidence.primaries.length > 1) return null;
  const timings = voice?.now?.timings ?? null;
  const own = servers.find((server) => nodeOf(server) === leader.name);
  const others = servers.filter((server) => nodeOf(server) !== leader.name && isUp(server));
  if (own === undefined) return unknownToHaproxy(leader);
  if (!isUp(own)) return notYetUp(leader, own, others, timings);
  return others.length === 0 ? null : stillUp(leader, others, timings);
}

function nodeOf({ node, name }: Server): string {
  return node ?? name;
}

function isUp({ status }: Server): boolean {
  return status.startsWith('UP');
}

function unknownToHaproxy({ name }: NodeEvidence): Explanation {
  return {
    tone: 'bad',
    headline: `HAProxy не знает узла ${name}`,
    because: [`Лидер — ${name}, а среди серверов HAProxy его нет.`],
    next: 'Проверьте строки server в haproxy.cfg и перезапустите HAProxy.',
  };
}

function notYetUp(
  { name }: NodeEvidence,
  { status, check }: Server,
  others: readonly Server[],
  timings: HaproxyTimings | null,
): Explanation {
  const rise = timings?.rise ?? 2;
  const inter = timings?.inter ?? 2_000;
  const done = Number(/DOWN (\d+)\//.exec(status)?.[1] ?? 0);
  const first = done > 0 ? 0 : (timings?.downInter ?? inter);
  const further = Math.max(0, rise - Math.max(1, done)) * (timings?.fastInter ?? inter);
  const most = done > 0 ? further : first + further;
  const because = [
    `HAProxy: ${name} — ${status}, последняя проверка: ${check}.`,
    `Сервер он признаёт после удачных проверок подряд, rise\u00A0${rise}; проверяет раз в ${seconds(inter)} (inter).`,
  ];
  if (others.length > 0) {
    because.push(`А к ${together(others.map(nodeOf))} он пока ещё ведёт: там запись не примут.`);
  }
  return {
    tone: 'wait',
    headline: `Лидер ${name} есть, но HAProxy его ещё не признал`,
    because,
    next: `HAProxy поведёт соединения к ${name} ${within(done > 0 ? further - inter : further, most)}.`,
  };
}

function stillUp({ name }: NodeEvidence, others: readonly Server[], timings: HaproxyTimings | null): Explanation {
  const wrong = together(others.map(nodeOf));
  const fall = timings?.fall ?? 3;
  const inter = timings?.inter ?? 2_000;
  const passed = others.filter(({ check, status }) => status === 'UP' && /^L7OK|^L4OK/.test(check));
  if (passed.length > 0) {
    return {
      tone: 'bad',
      headline: `HAProxy ведёт и к реплике: ${wrong}`,
      because: [
        `Лидер — ${name}, но проверку HAProxy проходит и ${wrong} (${passed.map(({ check }) => check).join(', ')}).`,
        'Часть соединений попадёт на узел, который не принимает запись.',
      ],
      next: 'Если это не пройдёт за несколько проверок, посмотрите, что спрашивает option httpchk: лидера отличает /primary, а не /patroni и не открытый порт.',
    };
  }
  return {
    tone: 'wait',
    headline: `HAProxy ещё не списал ${wrong}`,
    because: [
      `Лидер — ${name}; ${others.map((server) => `${nodeOf(server)} — ${server.status}, проверка: ${server.check}`).join('; ')}.`,
      `Сервер становится DOWN после неудачных проверок подряд, fall\u00A0${fall} при inter ${seconds(inter)}; пока этого не случилось, часть соединений уходит к нему и не удаётся.`,
    ],
    next: `Это пройдёт не позже чем через ${seconds(fall * (inter + (timings?.checkTimeout ?? inter)))}.`,
  };
}
