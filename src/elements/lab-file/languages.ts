import { yaml } from '@codemirror/lang-yaml';
import { StreamLanguage, type StringStream } from '@codemirror/language';
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile';
import type { Extension } from '@codemirror/state';

const sections = /^(?:global|defaults|frontend|backend|listen|resolvers|userlist|peers|program|cache|ring)\b/;

/** HAProxy's configuration: sections at the margin, a keyword at the beginning of each line, numbers with units. */
function haproxyToken(stream: StringStream, line: { words: number }): string | null {
  if (stream.sol()) line.words = 0;
  if (stream.eatSpace()) return null;
  if (stream.peek() === '#') {
    stream.skipToEnd();
    return 'comment';
  }
  const isSection = stream.column() === 0 && stream.match(sections) !== null;
  if (isSection) {
    line.words += 1;
    return 'keyword';
  }
  if (stream.match(/^"(?:\\.|[^"])*"?/) || stream.match(/^'[^']*'?/)) return 'string';
  const isNumber = stream.match(/^\d+(?:us|ms|s|m|h|d|k|M|G)?(?=\s|$)/) !== null;
  if (!isNumber) stream.match(/^[^\s#]+/);
  line.words += 1;
  if (isNumber) return 'number';
  return line.words === 1 ? 'propertyName' : null;
}

const haproxy = StreamLanguage.define<{ words: number }>({
  name: 'haproxy',
  startState: () => ({ words: 0 }),
  token: haproxyToken,
  languageData: { commentTokens: { line: '#' } },
});

/** The highlighting of a lab file by its name; none where the name tells nothing. */
export function languageOf(path: string): Extension {
  if (/\.ya?ml$/i.test(path)) return yaml();
  if (/(?:^|\/)Dockerfile[^/]*$/.test(path)) return StreamLanguage.define(dockerFile);
  if (/\.cfg$/i.test(path)) return haproxy;
  return [];
}
