import type { FaultRecord } from '../fault.ts';
import { intervalText, lengthText } from '../words/phase-words.ts';

/** The outage of a fault in sentences; `until` is the end of what is known, in milliseconds since the epoch. */
export function outageSummary(record: FaultRecord, until: number): readonly string[] {
  const { outage, prediction } = record;
  const awaited = `По настройкам ожидалось: ${awaitedText(record)}`;
  if (record.probe === null) return ['Зонд не писал, поэтому перерыв не измерен.', `${awaited}.`];
  if (outage === null) {
    const over = record.healthyAt !== null || record.undoneAt !== null;
    return [over ? 'Перерыва в записи не было.' : 'Пока записи проходят без перерыва.', `${awaited}.`];
  }
  const length = (outage.firstAckAfter ?? until) - outage.lastAckBefore;
  const sentences = [
    outage.firstAckAfter === null
      ? `Записи не проходят уже ${lengthText(length)}.`
      : `Перерыв в записи — ${lengthText(length)}, с точностью до ${precise(outage.resolution)}.`,
    `${awaited}${verdict(record, length)}.`,
  ];
  if (prediction !== null) {
    sentences.push(
      prediction.seconds === null
        ? 'Предположение: записи не пойдут до отмены аварии.'
        : `Предположение: ${prediction.seconds} с.`,
    );
  }
  return sentences;
}

/** Hundredths below a second: the probe's tries are 50 ms apart. */
function precise(milliseconds: number): string {
  return milliseconds < 1_000 ? `${(milliseconds / 1_000).toFixed(2).replace('.', ',')} с` : lengthText(milliseconds);
}

function awaitedText({ expected }: FaultRecord): string {
  if (expected.total !== null) return intervalText(expected.total);
  const after = afterUndo(expected.terms);
  return `записи не пойдут до отмены аварии${after.max === 0 ? '' : ` и ещё ${intervalText(after)} после неё`}`;
}

/** What the terms behind an open one come to. */
function afterUndo(terms: FaultRecord['expected']['terms']): { readonly min: number; readonly max: number } {
  const behind = terms.slice(terms.findLastIndex(({ interval }) => interval === null) + 1);
  return {
    min: behind.reduce((sum, { interval }) => sum + (interval?.min ?? 0), 0),
    max: behind.reduce((sum, { interval }) => sum + (interval?.max ?? 0), 0),
  };
}

function verdict({ expected, outage, undoneAt }: FaultRecord, length: number): string {
  if (outage === null) return '';
  const { firstAckAfter, resolution } = outage;
  // Up to the undo the student decides how long it lasts; the configuration tells only what comes after.
  if (expected.total === null && (undoneAt === null || firstAckAfter === null)) return '';
  const known = expected.total ?? afterUndo(expected.terms);
  const took = expected.total === null ? (firstAckAfter ?? 0) - (undoneAt ?? 0) : length;
  if (took > known.max + resolution) return ' — вышло дольше';
  if (firstAckAfter === null) return '';
  return took < known.min - resolution ? ' — вышло быстрее' : ' — так и вышло';
}
