/**
 * The start file of psql in a terminal: the user's own first, then prompts with marks.
 * psql puts SQLSTATE of the last statement into its prompt itself (`%:SQLSTATE:`), so that nobody reads its words.
 * The pager is off: a click on a step must not end in a pager that waits for a key, and the terminal scrolls.
 */
export function psqlrcText(nonce: string): string {
  const mark = (letter: string, value = '') => `%033]133;${letter};${nonce}${value}%007`;
  return [
    String.raw`\set lab_quiet :QUIET`,
    String.raw`\set QUIET on`,
    // psql reads this file instead of the user's own.
    '\\set lab_has_own `test -r "$HOME/.psqlrc" && echo on || echo off`',
    String.raw`\if :lab_has_own`,
    String.raw`\i ~/.psqlrc`,
    String.raw`\endif`,
    String.raw`\unset lab_has_own`,
    String.raw`\pset pager off`,
    String.raw`\set PROMPT1 '%[${mark('S', ';%:SQLSTATE:')}%]%/%R%x%# %[${mark('P')}%]'`,
    String.raw`\set PROMPT2 '%/%R%x%# %[${mark('p')}%]'`,
    String.raw`\set QUIET :lab_quiet`,
    String.raw`\unset lab_quiet`,
    '',
  ].join('\n');
}
