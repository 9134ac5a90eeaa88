import type { CommandRecord } from '#protocol/command.ts';
import type { FaultName } from '#protocol/fault.ts';
import { type Story, settle } from './story.ts';

const command = (id: string, text: string, story: Story, ended: boolean): CommandRecord => ({
  id,
  terminal: 'main',
  kind: 'shell',
  text,
  stepCommand: null,
  state: ended ? 'ended' : 'running',
  exitCode: ended ? 0 : null,
  sqlState: null,
  startedAt: story.now,
  endedAt: ended ? story.now : null,
});

/** Tells a command that takes so long. */
export function runCommand(story: Story, id: string, text: string, takes: number): Story {
  story.tell({ kind: 'command-started', command: command(id, text, story, false) });
  return story.wait(takes).tell({ kind: 'command-ended', command: command(id, text, story, true) });
}

/** The leader is killed while the probe writes, the other node takes over, and the old leader comes back. */
export function tellFailover(
  story: Story,
  { id, fault = 'kill', leader }: { id: string; fault?: FaultName; leader: 'pg-master' | 'pg-slave' },
): Story {
  const other = leader === 'pg-master' ? 'pg-slave' : 'pg-master';
  const hit = (action: 'kill' | 'die' | 'start', exitCode: number | null = null) =>
    story.tell({
      kind: 'docker-event',
      action,
      container: leader,
      role: 'node',
      ownTime: story.now,
      signal: action === 'kill' ? 9 : null,
      exitCode,
    });
  story.tell({ kind: 'prediction', fault, seconds: 30, leader: 'other', lost: 0 }).wait(8_000);
  story.writes(10_000, 'a');
  const beganAt = story.now;
  runCommand(story, `${id}-kill`, `docker kill ${leader}`, 300);
  hit('kill').wait(20);
  hit('die', 137);
  story.docker({ [leader]: 'exited', [other]: 'running', zoo: 'running' });
  story.tell({ kind: 'fault', id, fault, state: 'began', node: leader, at: beganAt });
  story.wait(200).silent('postgres', 'соединение оборвано', leader).silent('patroni', 'контейнер остановлен', leader);
  story.writes(700, 'u').writes(7_000, 'f').haproxy([]);
  story.writes(20_000, 'f').zookeeper(null).patroni(other, null);
  story.wait(800).zookeeper(other).wait(150).postgres(other, 'primary').wait(600).patroni(other, other);
  story.writes(3_000, 'f').haproxy([other]).writes(20_000, 'a');
  runCommand(story, `${id}-start`, `docker start ${leader}`, 400);
  hit('start').wait(90);
  story.docker({ 'pg-master': 'running', 'pg-slave': 'running', zoo: 'running' });
  story.writes(4_000, 'a').patroni(leader, other).postgres(leader, 'replica').writes(3_000, 'a');
  return story.tell({ kind: 'fault', id, fault, state: 'undone', node: leader, at: story.now });
}

/** A probe begins, the watching goes on, all agree on a leader. */
export function begin(story: Story, leader: 'pg-master' | 'pg-slave' = 'pg-master'): Story {
  story
    .tell({ kind: 'run-started', lab: 'ha-postgres', project: 'ha' })
    .tell({ kind: 'server-started', version: '0.1.0' })
    .wait(1_000)
    .tell({ kind: 'watch', state: 'began' })
    .wait(120);
  settle(story, leader).wait(4_000);
  return story.probe('probe-1');
}
