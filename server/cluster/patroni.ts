import type { NodeView, PatroniView } from '#protocol/cluster.ts';

import { answered, silent } from './health.ts';
import { noConfig, parseCluster, parseConfig, parseHistory, parseOwn } from './patroni-answers.ts';
import { explainPatroni, type PatroniAnswer, type PatroniChannel } from './patroni-channel.ts';

/** What one node's Patroni says of itself, and its copy of what it knows of the cluster. */
export type PatroniReport = { readonly node: NodeView['patroni']; readonly cluster: PatroniView };

/** The witness that asks one node's Patroni. */
export type PatroniWitness = {
  observe(question: {
    readonly containerId: string;
    readonly address: string;
    /** The request that HAProxy checks the node with, or null. */
    readonly check: { readonly method: string; readonly path: string } | null;
  }): Promise<PatroniReport>;
};

const unasked = { answersCheck: null, checkProblem: null };

/** What is known of the cluster while no Patroni answers. */
export function silentPatroniCluster(problem: string): PatroniView {
  return { ...silent(problem), leader: null, members: [], history: [], synchronousMode: null, config: noConfig };
}

/** What is known of a node whose Patroni does not answer. */
export function silentPatroniNode(problem: string, answeredAt: number | null = null): NodeView['patroni'] {
  return {
    ...silent(problem, answeredAt),
    member: null,
    role: null,
    state: null,
    timeline: null,
    version: null,
    scope: null,
    ...unasked,
  };
}

/** Makes the witness of one node. */
export function createPatroniWitness(channel: PatroniChannel): PatroniWitness {
  let answeredAt: number | null = null;
  return {
    async observe({ containerId, address, check }) {
      const ask = (path: string, method = 'GET') => channel.ask(containerId, address, method, path);
      try {
        const [own, cluster, history, config, checked] = await Promise.all([
          ask('/patroni'),
          ask('/cluster'),
          ask('/history'),
          ask('/config'),
          check === null ? unasked : askCheck(ask, check),
        ]);
        const health = answered();
        answeredAt = health.answeredAt;
        return {
          node: { ...health, ...parseOwn(own), ...checked },
          cluster: {
            ...health,
            ...parseCluster(cluster),
            history: parseHistory(history),
            ...parseConfig(config),
          },
        };
      } catch (error) {
        const problem = explainPatroni(error);
        return {
          node: silentPatroniNode(problem, answeredAt),
          cluster: { ...silentPatroniCluster(problem), answeredAt },
        };
      }
    },
  };
}

/** That one question fails is an observation of its own: what the node says of itself stays. */
async function askCheck(
  ask: (path: string, method: string) => Promise<PatroniAnswer>,
  { method, path }: { readonly method: string; readonly path: string },
): Promise<Pick<NodeView['patroni'], 'answersCheck' | 'checkProblem'>> {
  try {
    return { answersCheck: (await ask(path, method)).status, checkProblem: null };
  } catch (error) {
    return { answersCheck: null, checkProblem: `на «${method} ${path}» нет ответа: ${explainPatroni(error)}` };
  }
}
