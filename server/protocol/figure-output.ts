/** A command's output as a figure shows it: no blank lines around it, carriage returns played out. */
export function figureOutput(output: string): string {
  return output
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map(afterReturns)
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
}

/** What is left of a line that a progress bar drew over and over. */
function afterReturns(line: string): string {
  let shown = '';
  for (const piece of line.split('\r')) shown = piece + shown.slice(piece.length);
  return shown.trimEnd();
}
