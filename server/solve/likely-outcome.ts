import type { FaultName, Prediction } from '#protocol/fault.ts';

/** What a reader of the pages would predict of each fault under the course's settings. */
export const likelyOutcome: Readonly<Record<FaultName, Omit<Prediction, 'fault'>>> = {
  stop: { seconds: 8, leader: 'other', lost: 0 },
  kill: { seconds: 34, leader: 'other', lost: 0 },
  pause: { seconds: 36, leader: 'other', lost: 0 },
  network: { seconds: 34, leader: 'other', lost: 0 },
  zookeeper: { seconds: null, leader: 'nobody', lost: 0 },
  'replica-first': { seconds: null, leader: 'nobody', lost: 0 },
  switchover: { seconds: 5, leader: 'other', lost: 0 },
};
