import { candidates } from './candidates.ts';
import { type Evidence, dockerSays } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { sessionLife } from './session.ts';
import { seconds, within } from './words.ts';

/** The explanation of a cluster that nothing is the matter with: why it is well, and what it would do in an accident. */
export function explainWhole(evidence: Evidence): Explanation {
  const { primaries, nodes, keys, config, entry } = evidence;
  const [leader] = primaries;
  const name = leader?.name ?? '';
  const others = nodes.filter((node) => node.name !== name);
  const own = leader?.postgres?.now ?? null;
  const because = [
    `PostgreSQL: ${name} принимает запись${own?.timeline == null ? '' : `, линия времени ${own.timeline}`}.`,
  ];
  for (const { name: replica } of others) {
    const row = own?.standbys.find(({ node }) => node === replica);
    const sync = row?.syncState === 'sync' || row?.syncState === 'quorum';
    because.push(
      `PostgreSQL: ${replica} получает WAL ${sync ? 'синхронно: COMMIT ждёт, пока строка будет на обоих узлах' : 'асинхронно: COMMIT его не ждёт'}.`,
    );
  }
  if (keys?.leader === name) {
    because.push(
      `ZooKeeper: ключ лидера держит ${name}; Patroni продлевает его каждые ${seconds((config.loopWait ?? 10) * 1_000)} (loop_wait).`,
    );
  }
  const servers = entry.voice?.now?.servers ?? [];
  if (servers.length > 0) {
    const statuses = servers.map((server) => `${server.node ?? server.name} — ${server.status}`).join(', ');
    because.push(`HAProxy: ${statuses}. Так и должно быть: /primary отвечает 200 только на лидере.`);
  }
  for (const node of nodes) {
    if (node.look === 'unhealthy') because.push(dockerSays(node.name, node.look) ?? '');
  }
  const able = candidates(evidence, name).find(({ refusal }) => refusal === null);
  const life = sessionLife(evidence);
  return {
    tone: 'good',
    headline: 'Всё в порядке',
    because,
    next:
      able === undefined
        ? null
        : `Если ${name} внезапно пропадёт, ключ освободится ${within(life.min, life.max)} и лидером станет ${able.node.name}. При \`docker stop\` Patroni отдаст ключ сразу.`,
  };
}
