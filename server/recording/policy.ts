/**
 * How much of a run is kept. A recording is a row of stretches, parted by its markers: what a command printed, and
 * what stands between two commands. Of each stretch the head and the newest tail are kept and the middle is left out,
 * with a mark that says how much it was. A student looks at the beginning of a flood and at its end; nobody has read
 * its middle. When the whole run comes near its limit, the budget of the stretches that are on disk already is halved
 * until there is room again, the longest first of all: so the newest output is always recorded, up to the end
 * of the run, and a short command loses nothing to a long one.
 */
export type Policy = {
  /** Bytes kept of the beginning of a stretch, and of its end. */
  readonly head: number;
  readonly tail: number;
  /** Bytes in the files by which a stretch may outgrow its budget before its middle is taken out of its file. */
  readonly slack: number;
  /** Bytes of one terminal that wait for the disk; what comes beyond is a flood, whatever its stretch. */
  readonly waiting: number;
  /** Bytes of all recordings of the run, and down to how many they are thinned out when that is reached. */
  readonly run: number;
  readonly thinned: number;
  /** Milliseconds after which what was recorded is on disk, with the time that writing takes: a crash takes back a quarter of a second at most. */
  readonly flushEvery: number;
};

const kib = 1024;
const mib = 1024 * kib;

/** The lab's own policy. */
export const labPolicy: Policy = {
  head: 512 * kib,
  tail: 128 * kib,
  slack: 2 * mib,
  waiting: mib,
  run: 16 * mib,
  thinned: 12 * mib,
  flushEvery: 50,
};
