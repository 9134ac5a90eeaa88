/**
 * Milliseconds of the machine's steady counter, which all its processes share and no set clock moves: what one
 * process has stamped, another can place on its own clock, by how long ago it was.
 */
export function steadyNow(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
