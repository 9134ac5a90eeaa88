import { beginStory, type ClusterStory } from './cluster-story.ts';
import { beginProbe, type ProbeStory } from './probe-story.ts';

export type Told = { readonly story: ClusterStory; readonly probe: ProbeStory; readonly beganAt: number };

/** pg-master is killed 5 s after the probe began; `settings` were in force. */
export function killed(settings: { synchronousMode?: boolean; ttl?: number } = {}): Told {
  const story = beginStory().whole('pg-master');
  for (const node of ['pg-master', 'pg-slave'] as const) story.patroni(node, 'pg-master', settings);
  const probe = beginProbe(story).write(5_000, 'a');
  const beganAt = story.now();
  story.engine('kill', 'pg-master', { signal: 9 }).engine('die', 'pg-master', { exitCode: 137 });
  story.containers({ 'pg-master': { state: 'exited' } }).postgres('pg-master', 'silent');
  return { story, probe, beganAt };
}

/** The lock expires 30 s later, pg-slave takes it at once, HAProxy follows 4 s later. */
export function failedOver(settings?: Parameters<typeof killed>[0]): Told {
  const told = killed(settings);
  const { story, probe } = told;
  probe.write(30_000, 'f');
  story.lock(null);
  probe.write(1_000, 'f');
  story.lock('pg-slave').postgres('pg-slave', 'primary', 2).patroni('pg-slave', 'pg-slave', settings);
  probe.write(4_000, 'f');
  story.haproxy('pg-slave');
  probe.write(1_000, 'f').write(10_000, 'a', 'pg-slave', 2);
  return told;
}

/** The old leader is started, and 5 s later the cluster is whole and the rows are read back. */
export function measured(settings?: Parameters<typeof killed>[0], found?: Parameters<ProbeStory['readBack']>[1]): Told {
  const told = failedOver(settings);
  const { story, probe } = told;
  story.engine('start', 'pg-master').containers();
  probe.write(5_000, 'a', 'pg-slave', 2);
  story.whole('pg-slave', 2);
  if (settings !== undefined)
    for (const node of ['pg-master', 'pg-slave'] as const) story.patroni(node, 'pg-slave', settings);
  probe.write(4_000, 'a', 'pg-slave', 2).readBack('pg-slave', found);
  return told;
}
