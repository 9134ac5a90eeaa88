import type { ClusterView } from '#protocol/cluster.ts';

const silent = { answeredAt: null, problem: 'в это время наблюдение не записывалось' };

/** What is seen of the cluster where the journal has no observation: nothing. */
export const noView: ClusterView = {
  at: 0,
  project: '',
  docker: { answeredAt: null, problem: null, containers: [] },
  compose: { ...silent, services: [] },
  images: [],
  nodes: [],
  patroni: {
    ...silent,
    leader: null,
    members: [],
    history: [],
    synchronousMode: null,
    config: { ttl: null, loopWait: null, retryTimeout: null, maximumLag: null, usePgRewind: null },
  },
  zookeeper: { ...silent, scope: null, leader: null, members: [], syncLeader: null, syncStandby: null },
  entrypoint: {
    ...silent,
    container: null,
    port: null,
    checkRequest: null,
    ownSessions: 0,
    servers: [],
    reaches: null,
  },
};
