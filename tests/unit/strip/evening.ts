import { begin, runCommand, tellFailover } from './failovers.ts';
import { type Story, tellStory } from './story.ts';

/** Milliseconds from one fault of an evening to the next. */
const every = 300_000;

/** An evening that ends at `end`: so many hours of watching and probing, with a failover every five minutes. */
export function tellEvening(end: number, hours = 1): Story {
  const start = end - hours * 3_600_000;
  const story = begin(tellStory(start));
  for (let number = 1; number <= (hours * 3_600_000) / every; number += 1) {
    const leader = number % 2 === 1 ? 'pg-master' : 'pg-slave';
    const until = Math.min(start + number * every, end);
    tellFailover(story, { id: `fault-${number}`, leader });
    while (story.now < until - 20_000) {
      runCommand(story, `look-${story.now}`, 'docker compose exec pg-master patronictl list', 900);
      // The sync state comes and goes: a change that no row shows.
      story.patroni('pg-master', leader === 'pg-master' ? 'pg-slave' : 'pg-master').writes(5_000, 'a');
      story.tell({ kind: 'watch', state: 'goes-on' }).writes(5_000, 'a');
    }
    story.writes(Math.max(0, until - story.now), 'a');
  }
  return story;
}
