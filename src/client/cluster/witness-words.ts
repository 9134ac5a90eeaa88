import type { Belief } from '#protocol/belief.ts';
import { voiceOf, voicesOf } from '#protocol/voices.ts';
import type { WitnessReport } from '#protocol/witness.ts';

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

/** What moves all the time, beside an answer: how far a standby is behind, how many sessions HAProxy holds; or null. */
export function gaugeWords({ witness, primaries }: Belief, reports: readonly WitnessReport[]): string | null {
  const [primary] = primaries ?? [];
  if (primary === undefined) return null;
  if (witness === 'postgres') {
    const standbys = reports.find((report) => report.witness === 'postgres' && report.node === primary)?.gauges
      ?.standbys;
    const lags = (standbys ?? []).flatMap(({ lagBytes, lagMs }) =>
      lagBytes === null ? [] : `лаг ${bytesWords(lagBytes)}${lagMs === null ? '' : `, ${Math.round(lagMs)} мс`}`,
    );
    return lags.length === 0 ? null : lags.join('; ');
  }
  if (witness !== 'haproxy') return null;
  const sessions = reports.find((report) => report.witness === 'haproxy')?.gauges?.sessions;
  if (sessions === undefined) return null;
  return `сессий: ${Object.values(sessions).reduce((sum, count) => sum + count, 0)}`;
}

function bytesWords(bytes: number): string {
  if (bytes < 10_240) return `${bytes} Б`;
  return bytes < 10 * 1024 * 1024 ? `${Math.round(bytes / 1024)} КиБ` : `${Math.round(bytes / 1024 / 1024)} МиБ`;
}

/** An age in a few letters: «0,4 с», «12 с», «3 мин»; a dash where there was never an answer. */
export function ageWords(age: number | null): string {
  if (age === null) return '—';
  const seconds = Math.max(0, age) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1).replace('.', ',')} с`;
  if (seconds < 100) return `${Math.floor(seconds)} с`;
  return seconds < 5_400 ? `${Math.floor(seconds / 60)} мин` : `${Math.round(seconds / 3_600)} ч`;
}
