/** Milliseconds that text waits for its letters. */
const deadline = 3_000;

/**
 * Waits for the letters of a family, so that what measures them measures the right ones. A font that does not come, or
 * that this machine does not have, is done without: the next of the family's list serves.
 */
export async function loadFont(family: string, weights: readonly string[] = ['400']): Promise<void> {
  const fonts = weights.map((weight) => document.fonts.load(`${weight} 13px ${family}`, 'aЯ─'));
  const late = new Promise((resolve) => {
    setTimeout(resolve, deadline);
  });
  await Promise.race([Promise.allSettled(fonts), late]);
}
