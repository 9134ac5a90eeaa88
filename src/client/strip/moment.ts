import type { StripRow, StripSegment } from '#protocol/strip-row.ts';
import { explainReason } from '#protocol/probe-reasons.ts';
import { countWrites } from '#protocol/strip-writes.ts';
import type { Strip } from '#protocol/strip.ts';
import type { WitnessName } from '#protocol/witness.ts';
import { actsOnContainers } from '#protocol/command-effect.ts';
import { firstSegment } from './draw-rows.ts';
import { fineClockText } from '#protocol/strip-scale.ts';
import { sayingText, witnessWords } from '#protocol/words/strip-words.ts';
import { faultTitles } from '#protocol/words/fault-words.ts';

/** What a line of the strip says at a moment, in words. */
export type Line = {
  readonly name: string;
  readonly text: string;
  readonly witness: WitnessName | null;
  readonly segment: StripSegment | null;
};

/** What everybody said at a moment. */
export type Moment = { readonly at: number; readonly time: string; readonly lines: readonly Line[] };

/** Half of the time around a moment whose writes are counted, in milliseconds. */
const around = 500;

/** What a witness said at a moment; null where nobody asked it. */
export function segmentAt(row: StripRow, at: number, edge: number): StripSegment | null {
  const segment = row.segments[firstSegment(row, at)];
  if (segment === undefined || at < segment.from || at > (segment.to ?? edge)) return null;
  return segment.says === 'unwatched' ? null : segment;
}

/** Puts a moment of the strip into words. */
export function momentAt(strip: Strip, at: number, edge: number): Moment {
  const witnesses = strip.rows.map((row): Line => {
    const segment = segmentAt(row, at, edge);
    return { name: witnessWords[row.witness], text: sayingText(row.witness, segment), witness: row.witness, segment };
  });
  const lines = [...witnesses, plain('Зонд', probeText(strip, at, edge))];
  const fault = strip.faults.findLast(({ from, to }) => from <= at && at <= (to ?? edge));
  if (fault !== undefined) {
    lines.push(plain('Авария', [faultTitles[fault.fault], fault.node].filter((word) => word !== null).join(': ')));
  }
  const running = strip.commands.findLast(
    ({ at: begun, to, command }) =>
      begun <= at && at <= Math.max(to ?? edge, begun + around) && actsOnContainers(command.text),
  );
  if (running !== undefined) lines.push(plain('Команда', running.command.text));
  return { at, time: fineClockText(at), lines };
}

function plain(name: string, text: string): Line {
  return { name, text, witness: null, segment: null };
}

function probeText(strip: Strip, at: number, edge: number): string {
  const probe = strip.probes.findLast(({ from, to }) => from <= at + around && at - around <= (to ?? edge));
  if (probe === undefined) return 'не пишет';
  const { acked, failed, unknown } = countWrites(strip.writes, at - around, at + around);
  const reasons = failed + unknown === 0 ? {} : probe.reasons.findLast((batch) => batch.at <= at + around)?.reasons;
  const why = Object.keys(reasons ?? {})
    .map(explainReason)
    .join('; ');
  const counts = [
    acked > 0 ? `подтверждено ${acked}` : '',
    failed > 0 ? `отказов ${failed}` : '',
    unknown > 0 ? `без ответа ${unknown}` : '',
  ].filter((text) => text !== '');
  if (counts.length === 0) return 'за эту секунду ни одного ответа';
  return `за эту секунду ${counts.join(', ')}${why === '' ? '' : ` (${why})`}`;
}

/** One sentence for a screen reader. */
export function sentenceOf({ time, lines }: Moment): string {
  return `${time}. ${lines.map(({ name, text }) => `${name}: ${text}`).join('. ')}.`;
}

/** The nearest moment before or after `at` at which a witness changed its mind or a fault began or ended. */
export function nextChange(strip: Strip, at: number, way: 1 | -1): number | null {
  const moments = [
    ...strip.rows.flatMap(({ segments }) => segments.map(({ from }) => from)),
    ...strip.faults.flatMap(({ from, to }) => (to === null ? [from] : [from, to])),
  ].filter((moment) => (way === 1 ? moment > at + 1 : moment < at - 1));
  if (moments.length === 0) return null;
  return moments.reduce((a, b) => (way === 1 ? Math.min(a, b) : Math.max(a, b)));
}
