import type { Belief } from '#protocol/belief.ts';
import { voiceOf, voicesOf } from '#protocol/voices.ts';
import type { WitnessName, WitnessReport } from '#protocol/witness.ts';

/** The witnesses' names on the page. */
export const witnessTitles: Readonly<Record<WitnessName, string>> = {
  docker: 'Docker',
  postgres: 'PostgreSQL',
  patroni: 'Patroni',
  zookeeper: 'ZooKeeper',
  haproxy: 'HAProxy',
};

/** A witness's own answer to «кто primary?». */
export function answerWords({ witness, primaries, problem }: Belief, reports: readonly WitnessReport[]): string {
  if (problem !== null) return 'не отвечает';
  if (witness === 'docker') return dockerWords(reports);
  if (primaries === null) return 'не может сказать';
  const [first] = primaries;
  if (first === undefined) return witness === 'haproxy' ? 'вести некуда' : 'никто';
  return primaries.length === 1 ? first : `${primaries.join(' и ')} — сразу ${primaries.length}!`;
}

function dockerWords(reports: readonly WitnessReport[]): string {
  const nodes = voiceOf('docker', reports)?.now?.containers.filter(({ role }) => role === 'node') ?? [];
  const running = nodes.filter(({ state }) => state === 'running');
  if (nodes.length === 0) return 'узлов нет';
  const [only] = running;
  if (only === undefined) return 'ни один узел не работает';
  if (running.length === 1) return `работает только ${only.name}`;
  return `${running.length === 2 ? 'работают оба' : 'работают все'}: кто главный, Docker не знает`;
}

/** Why a witness, or one of its voices, can't be asked; null while all can. */
export function problemWords({ witness, problem }: Belief, reports: readonly WitnessReport[]): string | null {
  if (problem !== null) return problem;
  const silent = voicesOf(witness, reports).flatMap((voice) =>
    voice.problem === null ? [] : `${voice.node ?? ''}: ${voice.problem}`,
  );
  return silent.length === 0 ? null : silent.join('; ');
}

/** An age in a few letters: «0,4 с», «12 с», «3 мин»; a dash where there was never an answer. */
export function ageWords(age: number | null): string {
  if (age === null) return '—';
  const seconds = Math.max(0, age) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1).replace('.', ',')} с`;
  if (seconds < 100) return `${Math.floor(seconds)} с`;
  return seconds < 5_400 ? `${Math.floor(seconds / 60)} мин` : `${Math.round(seconds / 3_600)} ч`;
}
