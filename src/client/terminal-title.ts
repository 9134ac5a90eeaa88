const longest = 256;

/** A title that a program set: only ever shown as text, without control and direction marks, cut at 256. */
export function cleanTitle(title: string): string {
  return (
    Array.from(title)
      // oxlint-disable-next-line no-control-regex -- they are what is taken out
      .filter((character) => !/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(character))
      .slice(0, longest)
      .join('')
      .trim()
  );
}
