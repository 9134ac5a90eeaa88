/**
 * Splits SQL for psql into statements as they are typed: by `;` outside of quotes, dollar quotes, comments and
 * parentheses; a line that begins with a backslash is a statement of its own. The last `;` may be missing.
 * Comments before a statement are left out: at psql's prompt they would only be in the way.
 */
export function splitSqlStatements(text: string): string[] {
  const statements: string[] = [];
  let at = 0;
  while (at < text.length) {
    at = skipBlank(text, at);
    if (at >= text.length) break;
    const end = text[at] === '\\' ? endOfLine(text, at) : endOfStatement(text, at);
    const statement = text.slice(at, end).trim();
    at = end;
    if (statement === '' || statement === ';') continue;
    statements.push(statement.startsWith('\\') || /(?:;|\\[a-z]+)$/.test(statement) ? statement : closed(statement));
  }
  return statements;
}

function closed(statement: string): string {
  // After a comment to the end of the line a semicolon would be part of it.
  const lastLine = statement.slice(statement.lastIndexOf('\n') + 1);
  return lastLine.includes('--') ? `${statement}\n;` : `${statement};`;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
    const after = endOfComment(text, at);
    if (after === at) return at;
    at = after;
  }
}

/** The offset after a comment that begins here; the same offset when none does. */
function endOfComment(text: string, at: number): number {
  if (text.startsWith('--', at)) return endOfLine(text, at);
  if (!text.startsWith('/*', at)) return at;
  // Comments nest in PostgreSQL.
  const edge = /\/\*|\*\//g;
  edge.lastIndex = at;
  let depth = 0;
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function endOfStatement(text: string, from: number): number {
  let at = from;
  let depth = 0;
  while (at < text.length) {
    const afterComment = endOfComment(text, at);
    const afterQuote = afterComment > at ? afterComment : endOfQuote(text, at);
    if (afterQuote > at) {
      at = afterQuote;
      continue;
    }
    const character = text[at];
    at += 1;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ';' && depth <= 0) return at;
  }
  return text.length;
}

/** The offset after a quoted string or name that begins here; the same offset when none does. */
function endOfQuote(text: string, at: number): number {
  const quote = text[at];
  if (quote === "'") {
    const escapes = /(?:^|[^A-Za-z0-9_])[eE]$/.test(text.slice(Math.max(0, at - 2), at));
    return endOf(escapes ? /'(?:[^'\\]|\\[^]|'')*'/y : /'(?:[^']|'')*'/y, text, at);
  }
  if (quote === '"') return endOf(/"(?:[^"]|"")*"/y, text, at);
  if (quote === '$' && !/[A-Za-z0-9_$]/.test(text[at - 1] ?? '')) {
    const [tag] = /^\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/.exec(text.slice(at)) ?? [];
    if (tag === undefined) return at;
    const end = text.indexOf(tag, at + tag.length);
    return end === -1 ? text.length : end + tag.length;
  }
  return at;
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}
