import { parseCastEvent, type CastEvent } from '#protocol/cast.ts';
import { isBorder, type Line } from './stretches.ts';

/** Marks that are on disk already, which a shell that outlived its server brings about once more. */
export type KnownMarks = {
  /** Whether a mark is the next of them that it can be; it and those before it are known no longer then. */
  readonly take: (mark: CastEvent) => boolean;
};

/** Seconds by which a mark may stand later on disk than it is told again: it was written behind what was said before it. */
const later = 0.25;

/** Knows the marks among lines on disk. */
export function createKnownMarks(lines: readonly Line[]): KnownMarks {
  const known = lines.filter(isBorder).map((line) => parseCastEvent(line.toString('utf8')));
  return {
    take: ({ seconds, data }) => {
      const index = known.findIndex(
        (mark) => mark.data === data && mark.seconds >= seconds - 0.001 && mark.seconds <= seconds + later,
      );
      if (index !== -1) known.splice(0, index + 1);
      return index !== -1;
    },
  };
}
