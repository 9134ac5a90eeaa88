import type { PatroniView } from '#protocol/cluster.ts';
import type { DynamicConfig, HistoryEntry, Testimony } from '#protocol/witness.ts';
import { reasonOf } from '../deadline.ts';
import { parseCluster, parseConfig, parseHistory, parseOwn } from '../patroni-answers.ts';
import { explainPatroni, type PatroniAnswer, type PatroniChannel, type PatroniWord } from '../patroni-channel.ts';
import type { PatroniConfig } from '../patroni-config.ts';
import type { Desk } from './desk.ts';
import type { NodeWatch } from './node-watch.ts';
import { createRounds } from './rounds.ts';
import type { Place } from './scene.ts';

const every = 600;
const rarelyEvery = 5_000;
/** Milliseconds without a word after which a path counts as unanswered. */
const patience = 2_000;

const noDynamicConfig: DynamicConfig = {
  ttl: null,
  loopWait: null,
  retryTimeout: null,
  maximumLag: null,
  synchronousMode: null,
  paused: false,
};

const seldomRetried = 5_000;

const nothingSeldom: { readonly lastChange: HistoryEntry | null; readonly config: DynamicConfig } = {
  lastChange: null,
  config: noDynamicConfig,
};

/** The last word about one path. */
type Heard = { readonly at: number; readonly word: PatroniWord } | null;

/** The witness that listens to one node's Patroni: its own state and its copy of the cluster, as it changes. */
export function createPatroniWatch(options: {
  readonly node: string;
  readonly channel: PatroniChannel;
  readonly desk: Desk;
  readonly nodeOfMember: (member: string) => string;
}): NodeWatch {
  const { node, channel, desk, nodeOfMember } = options;
  const voice = { witness: 'patroni', node } as const;
  let place: { readonly key: string; readonly silence: string | null } | null = null;
  let where: { readonly containerId: string; readonly address: string } | null = null;
  let listening: Disposable[] = [];
  let begunAt = 0;
  /** When a process that has ended is followed by the next one: one that never said a word will hardly say more. */
  let notBefore = 0;
  let own: Heard = null;
  let cluster: Heard = null;
  let clusterBefore = '';
  let seldom = nothingSeldom;
  let askedSeldomAt = Number.NEGATIVE_INFINITY;
  let askedFor: string | null = null;
  let disposed = false;

  const stop = () => {
    for (const watch of listening) watch[Symbol.dispose]();
    listening = [];
    own = null;
    cluster = null;
  };

  const start = ({ containerId, address }: { containerId: string; address: string }) => {
    begunAt = performance.now();
    askedSeldomAt = Number.NEGATIVE_INFINITY;
    askedFor = null;
    seldom = nothingSeldom;
    const listen = (path: string, keep: (heard: Heard) => void) => {
      const watch = channel.watch({ containerId, address, path, every }, (word) => {
        keep({ at: performance.now(), word });
        // Why a process has ended Docker often knows better, a moment later: the next round tells.
        if (word.ended) endListening();
        else judge();
      });
      listening.push(watch);
    };
    listen('/patroni', (heard) => {
      if (own === null) rounds.wake();
      own = heard;
    });
    listen('/cluster', (heard) => {
      cluster = heard;
      const text = heard?.word.answer?.body ?? '';
      if (text === clusterBefore) return;
      clusterBefore = text;
      rounds.wake();
    });
  };

  const endListening = () => {
    if (listening.length === 0) return;
    const spoke = performance.now() - begunAt > seldomRetried;
    notBefore = performance.now() + (spoke ? 0 : seldomRetried);
    listening = [];
  };

  /** Says what follows from the last words. */
  const judge = () => {
    if (disposed || where === null) return;
    const state = answerOf(own);
    if (state === null) {
      const silentFor = performance.now() - (own?.at ?? begunAt);
      if (own === null && silentFor < patience) return;
      const reason = own?.word.problem ?? null;
      desk.silence(voice, reason === null ? `нет ответа за ${patience} мс` : explainPatroni(new Error(reason)));
      return;
    }
    try {
      // While ZooKeeper is away `/cluster` has no answer: then this Patroni names no leader.
      const early = performance.now() - begunAt < patience;
      if (early && (cluster === null || askedSeldomAt < begunAt)) return;
      const around = answerOf(cluster);
      desk.answer(voice, { testimony: testimonyOf(state, around) });
    } catch (error) {
      desk.silence(voice, `ответ Patroni не разобран: ${reasonOf(error)}`);
    }
  };

  const testimonyOf = (state: PatroniAnswer, around: PatroniAnswer | null): Testimony => {
    const { role, state: word, timeline } = parseOwn(state);
    const known: Pick<PatroniView, 'leader' | 'members'> =
      around === null || around.status !== 200 ? { leader: null, members: [] } : parseCluster(around);
    return {
      witness: 'patroni',
      role: role ?? '',
      state: word ?? '',
      timeline,
      leader: known.leader === null ? null : nodeOfMember(known.leader),
      members: known.members.map(({ name, role, state, timeline }) => ({
        node: nodeOfMember(name),
        role,
        state,
        timeline,
      })),
      ...seldom,
    };
  };

  /** What changes seldom is asked when the cluster has changed, and every five seconds. */
  const askSeldom = async ({ containerId, address }: { containerId: string; address: string }) => {
    const due = performance.now() - askedSeldomAt >= rarelyEvery;
    if (!due && clusterBefore === askedFor) return;
    const ask = (path: string) => channel.ask(containerId, address, 'GET', path);
    const asking = clusterBefore;
    const [history, config] = await Promise.all([ask('/history'), ask('/config')]);
    askedSeldomAt = performance.now();
    askedFor = asking;
    seldom = { lastChange: lastOf(history, nodeOfMember), config: dynamicConfigOf(config) };
  };

  const rounds = createRounds(every, async () => {
    if (disposed || place === null) return false;
    if (where === null || place.silence !== null) {
      desk.silence(voice, place.silence ?? 'контейнера нет');
      return false;
    }
    const target = where;
    if (listening.length === 0 && performance.now() >= notBefore) start(target);
    try {
      if (answerOf(own) !== null) await askSeldom(target);
    } catch (error) {
      // The configuration stays as it was: that Patroni is silent is told by the two paths that are always asked.
      if (!(error instanceof Error)) throw error;
    }
    judge();
  });

  return {
    update({ container, config, silence }: Place<PatroniConfig>) {
      const address = config?.restAddress ?? '127.0.0.1:8008';
      const key = JSON.stringify([container?.id, container?.startedAt, address, silence]);
      if (place?.key === key) return;
      place = { key, silence };
      where = container === null ? null : { containerId: container.id, address };
      stop();
      notBefore = 0;
      rounds.wake();
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      stop();
      await rounds[Symbol.asyncDispose]();
      stop();
    },
  };
}

/** The answer that still counts. */
function answerOf(heard: Heard): PatroniAnswer | null {
  return heard === null || performance.now() - heard.at > patience ? null : heard.word.answer;
}

function lastOf(answer: PatroniAnswer, nodeOfMember: (member: string) => string): HistoryEntry | null {
  const last = parseHistory(answer).at(-1);
  if (last === undefined) return null;
  const at = Date.parse(last.at ?? '');
  return {
    timeline: last.timeline,
    leader: last.leader === null ? null : nodeOfMember(last.leader),
    at: Number.isNaN(at) ? null : at,
  };
}

function dynamicConfigOf(answer: PatroniAnswer): DynamicConfig {
  const { config, synchronousMode, paused } = parseConfig(answer);
  const { ttl, loopWait, retryTimeout, maximumLag } = config;
  return { ttl, loopWait, retryTimeout, maximumLag, synchronousMode, paused };
}
