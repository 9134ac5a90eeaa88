import type { Check } from './define-check.ts';
import { containersUp } from './part-1/containers-up.ts';
import { imageBuilt } from './part-1/image-built.ts';
import { oneLeader } from './part-1/one-leader.ts';
import { lockInZooKeeper, zookeeperReady } from './part-1/zookeeper.ts';
import { replicaStreaming, replicaSynchronous } from './part-2/replication.ts';
import { replicaRefusesWrite, rowOnReplica, tableOnLeader } from './part-2/tables.ts';
import { entrypointRoutesToLeader, entrypointUp } from './part-3/entrypoint.ts';
import { failoverHappened, leaderStopped } from './part-3/failover.ts';
import { oldLeaderBack, oldLeaderCaughtUp, rolesSwapped } from './part-3/return.ts';
import { dataSurvivedRestart, rowThroughEntrypoint, tableAfterFailover } from './part-3/written-through.ts';
import {
  killMeasured,
  networkMeasured,
  pauseMeasured,
  replicaFirstMeasured,
  stopMeasured,
  switchoverMeasured,
  zookeeperMeasured,
} from './part-4/measured.ts';
import { clusterReady, probeWrites } from './part-4/ready.ts';
import {
  killUndone,
  networkUndone,
  pauseUndone,
  replicaFirstUndone,
  stopUndone,
  switchoverUndone,
  zookeeperUndone,
} from './part-4/undone.ts';
import { allCompared, asyncMeasured, syncRestored, timingsRestored, tunedMeasured } from './part-4/variants.ts';

/** Every check of the lab, in the order of its steps. */
export const allChecks: readonly Check[] = [
  imageBuilt,
  containersUp,
  oneLeader,
  zookeeperReady,
  lockInZooKeeper,
  replicaStreaming,
  replicaSynchronous,
  tableOnLeader,
  rowOnReplica,
  replicaRefusesWrite,
  entrypointUp,
  dataSurvivedRestart,
  entrypointRoutesToLeader,
  rowThroughEntrypoint,
  leaderStopped,
  failoverHappened,
  tableAfterFailover,
  oldLeaderBack,
  oldLeaderCaughtUp,
  rolesSwapped,
  clusterReady,
  probeWrites,
  stopMeasured,
  stopUndone,
  killMeasured,
  killUndone,
  pauseMeasured,
  pauseUndone,
  networkMeasured,
  networkUndone,
  zookeeperMeasured,
  zookeeperUndone,
  replicaFirstMeasured,
  replicaFirstUndone,
  switchoverMeasured,
  switchoverUndone,
  asyncMeasured,
  syncRestored,
  tunedMeasured,
  timingsRestored,
  allCompared,
];

/** The check with this id, or undefined. */
export function findCheck(id: string): Check | undefined {
  return allChecks.find((check) => check.id === id);
}
