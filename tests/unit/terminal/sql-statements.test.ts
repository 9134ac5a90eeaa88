import { expect, test } from 'vitest';
import { splitSqlStatements } from '../../../server/terminal/sql-statements.ts';

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "the seed's three statements, the last without its semicolon",
    "CREATE TABLE test_table (id int, data varchar);\nINSERT INTO test_table VALUES('2', 'data for replic');\nSELECT * FROM test_table",
    [
      'CREATE TABLE test_table (id int, data varchar);',
      "INSERT INTO test_table VALUES('2', 'data for replic');",
      'SELECT * FROM test_table;',
    ],
  ],
  ['a semicolon in a string', "SELECT ';', 'it''s; '; SELECT 2", ["SELECT ';', 'it''s; ';", 'SELECT 2;']],
  ['a backslash in an escape string', String.raw`SELECT E'\';'; SELECT 1`, [String.raw`SELECT E'\';';`, 'SELECT 1;']],
  ['a backslash in a plain string', String.raw`SELECT '\'; SELECT 1`, [String.raw`SELECT '\';`, 'SELECT 1;']],
  ['a quoted name', 'SELECT 1 AS "a;""b"; SELECT 2', ['SELECT 1 AS "a;""b";', 'SELECT 2;']],
  [
    'dollar quotes with and without a tag',
    'DO $$ BEGIN PERFORM 1; END $$; SELECT $a$;$$;$a$; SELECT $1',
    ['DO $$ BEGIN PERFORM 1; END $$;', 'SELECT $a$;$$;$a$;', 'SELECT $1;'],
  ],
  [
    'comments, nested too',
    'SELECT 1 -- one; two\n; /* a /* ; */ ; */ SELECT 2; -- end',
    ['SELECT 1 -- one; two\n;', 'SELECT 2;'],
  ],
  ['a comment at the end of the last statement', 'SELECT 1 -- one', ['SELECT 1 -- one\n;']],
  [
    'a rule with a semicolon in parentheses',
    'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3',
    ['CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);', 'SELECT 3;'],
  ],
  [
    'commands of psql',
    String.raw`\conninfo` + '\n' + String.raw`\d test_table` + '\nSELECT 1',
    [String.raw`\conninfo`, String.raw`\d test_table`, 'SELECT 1;'],
  ],
  ['a query ended by a command of psql', String.raw`SELECT 1 \gx`, [String.raw`SELECT 1 \gx`]],
  ['nothing', ' ;; \n -- only words', []],
  ['an open string', "SELECT 'a", ["SELECT 'a;"]],
];

test.each(cases)('splits %s', (_, text, statements) => {
  expect(splitSqlStatements(text)).toEqual(statements);
});
