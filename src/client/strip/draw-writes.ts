import { columnsOf } from '#protocol/strip-columns.ts';
import { noticeableOutage } from '#protocol/strip-writes.ts';
import { durationText } from '#protocol/words/elapsed.ts';
import type { Painting } from './draw.ts';

/**
 * Draws the probe's writes: what was confirmed stands below, what failed or stayed unknown in lines of their own above,
 * so that an outage is a hole in the one and a bar in the others.
 */
export function drawWrites(painting: Painting): void {
  const { context, scale, strip, layout, palette, patterns, edge } = painting;
  const { writes: lane } = layout.lanes;
  const third = Math.floor(lane.height / 4);
  const floor = lane.top + lane.height - 1;
  context.fillStyle = palette.sunk;
  let rate = 20;
  for (const probe of strip.probes) {
    const to = probe.to ?? edge;
    if (to < scale.from || probe.from > scale.to) continue;
    ({ rate } = probe);
    context.fillRect(scale.x(probe.from), lane.top + 1, scale.x(to) - scale.x(probe.from), lane.height - 2);
  }
  const columns = columnsOf(strip.writes, scale);
  const usual = Math.max(1, (rate * scale.perPixel) / 1_000);
  const tick = scale.perPixel * rate < 350 ? 2 : 1;
  const tall = lane.height - 2 * third - 3;
  context.fillStyle = palette.ok;
  for (const [x, count] of columns.acked.entries()) {
    if (count === 0) continue;
    const height = Math.max(2, tall * Math.min(1, count / Math.floor(usual)));
    context.fillRect(x, floor - height, tick, height);
  }
  context.fillStyle = patterns.failed;
  for (const [x, count] of columns.failed.entries()) if (count > 0) context.fillRect(x, lane.top + 1, tick, third);
  context.fillStyle = palette.warn;
  for (const [x, count] of columns.unknown.entries()) {
    if (count > 0) context.fillRect(x, lane.top + 1 + third, Math.max(2, tick), third);
  }
  drawOutages(painting, floor - tall / 2);
  drawControls(painting);
}

/** Writes into each hole how long it is. */
function drawOutages({ context, scale, strip, palette, edge }: Painting, middle: number): void {
  const { outages, lastAck } = strip.writes;
  const lasts = strip.probes.some(({ probe, to }) => to === null && probe === lastAck?.probe);
  const holes =
    lasts && lastAck !== null && edge - lastAck.at >= noticeableOutage
      ? [...outages, { from: lastAck.at, to: edge }]
      : outages;
  context.fillStyle = palette.bad;
  context.textAlign = 'center';
  for (const { from, to } of holes) {
    if (to < scale.from || from > scale.to) continue;
    const left = Math.max(0, scale.x(from));
    const right = Math.min(scale.width, scale.x(to));
    const text = durationText(to - from);
    if (context.measureText(text).width < right - left - 4) context.fillText(text, (left + right) / 2, middle);
  }
}

/** Marks the writes straight to a node while two called themselves primary. */
function drawControls({ context, scale, strip, layout, palette }: Painting): void {
  const { writes: lane } = layout.lanes;
  for (const { at, write } of strip.controls) {
    if (at < scale.from || at > scale.to) continue;
    context.strokeStyle = write.outcome === 'acked' ? palette.bad : palette.ruleStrong;
    context.lineWidth = write.outcome === 'acked' ? 2 : 1;
    context.beginPath();
    context.moveTo(scale.x(at), lane.top);
    context.lineTo(scale.x(at), lane.top + lane.height);
    context.stroke();
  }
}
