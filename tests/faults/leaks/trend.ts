/** By how much a row of samples grows from its first to its last, by the line that fits it best. */
export function growthOf(samples: readonly number[]): number {
  const count = samples.length;
  if (count < 2) throw new Error('a trend needs two samples');
  const meanAt = (count - 1) / 2;
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / count;
  let above = 0;
  let below = 0;
  for (const [at, sample] of samples.entries()) {
    above += (at - meanAt) * (sample - mean);
    below += (at - meanAt) ** 2;
  }
  return (above / below) * (count - 1);
}
