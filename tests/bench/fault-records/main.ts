import { toFaultRecords } from '#protocol/fault-records.ts';
import { beginProbe } from '../../unit/faults/probe-story.ts';
import { beginStory } from '../../unit/faults/cluster-story.ts';

/** How long it takes to read an hour of probing with a fault in it: node tests/bench/fault-records/main.ts */
const story = beginStory().whole('pg-master');
const probe = beginProbe(story).write(3_500_000, 'a');
story.engine('kill', 'pg-master', { signal: 9 }).engine('die', 'pg-master');
probe.write(60_000, 'f').write(40_000, 'a', 'pg-slave', 2);

const times = Array.from({ length: 11 }, () => {
  const begun = performance.now();
  toFaultRecords(story.events);
  return performance.now() - begun;
});
const sorted = times.toSorted((a, b) => a - b);
const show = (time: number | undefined) => `${(time ?? 0).toFixed(1)} ms`;
console.log(
  `${story.events.length} events: median ${show(sorted[5])}, ${show(sorted[0])}–${show(sorted.at(-1))}, 11 readings`,
);
