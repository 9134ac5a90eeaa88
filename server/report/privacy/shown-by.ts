import { parseCastEvent } from '#protocol/cast.ts';
import { visibleText } from '../../recording/visible.ts';

/** What a recording's output is, put together: whatever was cut into pieces is whole there. */
export function outputOf(cast: string): string {
  const pieces = cast
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      if (line === '') return [];
      const { code, data } = parseCastEvent(line);
      return code === 'o' ? [data] : [];
    });
  return pieces.join('');
}

/** The lines that an output showed, without colours. */
export function linesOf(output: string): string[] {
  return output.split(/[\r\n]+/).map((line) => visibleText(line).text);
}
