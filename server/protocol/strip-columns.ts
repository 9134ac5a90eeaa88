import type { Scale } from './strip-scale.ts';
import { type WriteSeries, firstWriteFrom } from './strip-writes.ts';

/** How many writes of each outcome fall into each pixel column. */
export type WriteColumns = { readonly acked: Uint16Array; readonly failed: Uint16Array; readonly unknown: Uint16Array };

/** Counts the writes in view by columns of one CSS pixel. */
export function columnsOf(series: WriteSeries, scale: Scale): WriteColumns {
  const size = Math.ceil(scale.width);
  const columns = { acked: new Uint16Array(size), failed: new Uint16Array(size), unknown: new Uint16Array(size) };
  const byCode = [columns.acked, columns.failed, columns.unknown];
  const { times, outcomes, length } = series;
  for (let index = firstWriteFrom(series, scale.from); index < length; index += 1) {
    const time = times[index] ?? 0;
    if (time >= scale.to) break;
    const column = byCode[outcomes[index] ?? 2];
    const at = Math.floor(scale.x(time));
    if (column !== undefined) column[at] = (column[at] ?? 0) + 1;
  }
  return columns;
}
