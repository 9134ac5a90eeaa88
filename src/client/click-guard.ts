/** Milliseconds in which a second click is taken for the other half of a double click. */
const doubleWithin = 600;

/** Tells first clicks from their repetitions: double clicks, and Enter held down. */
export function createClickGuard(): (event: Pick<MouseEvent, 'detail' | 'timeStamp'>) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return ({ detail, timeStamp }) => {
    const isFirst = detail < 2 && timeStamp - last > doubleWithin;
    if (isFirst) last = timeStamp;
    return isFirst;
  };
}
