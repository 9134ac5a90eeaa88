import { numbersOf, ratios, spread, type Results } from './results.ts';
import { median } from './statistics.ts';

/** What issue 5 asks of a figure, and how it is judged from the rounds. */
type Goal = {
  readonly text: string;
  readonly row: string;
  readonly figure: string;
  /** Another column (and figure) that ours is divided by, round by round. */
  readonly over?: { readonly column: string; readonly figure?: string };
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Every round counts, not the middle one. */
  readonly always?: true;
};

const ours = 'ours';
const ttyd = { column: 'ttyd' };

const goals: readonly Goal[] = [
  { text: 'echo, quiet, p50', row: 'echo', figure: 'p50', over: ttyd, atMost: 1.2 },
  { text: 'echo beside a flood, p50', row: 'echo-flood', figure: 'p50', over: ttyd, atMost: 1 },
  { text: '2 MB/s line: text per second', row: 'slow-line', figure: 'rate', over: { column: 'floor' }, atLeast: 2 },
  { text: '2 MB/s line: Ctrl+C → prompt, ms', row: 'slow-line', figure: 'prompt', atMost: 1_600 },
  { text: 'bytes lost or doubled: slow line', row: 'slow-line', figure: 'wrong', atMost: 0, always: true },
  { text: 'bytes lost or doubled: cat', row: 'cat', figure: 'wrong', atMost: 0, always: true },
  { text: 'bytes lost or doubled: slow page', row: 'slow-page', figure: 'wrong', atMost: 0, always: true },
  { text: 'cat of 100 MB, no deflate', row: 'cat', figure: 'plain', over: ttyd, atLeast: 1 },
  { text: 'cat of 100 MB, as installed', row: 'cat', figure: 'installed', over: ttyd, atLeast: 1.5 },
  { text: 'stopped reader: growth, MB', row: 'stopped-reader', figure: 'grown', atMost: 2 },
  { text: 'stopped reader: every byte in order', row: 'stopped-reader', figure: 'wrong', atMost: 0, always: true },
  { text: 'slow page: Ctrl+C → prompt, ms', row: 'slow-page', figure: 'prompt', atMost: 300 },
  { text: '50 terminals: p99', row: 'many', figure: 'p99', over: ttyd, atMost: 1.2 },
  { text: '50 terminals: MB each beside its screen', row: 'many', figure: 'memory', atMost: 0.15 },
  { text: 'new terminal over its shell’s start, ms', row: 'new-terminal', figure: 'over', atMost: 10 },
  { text: 'reattach to 10,000 lines, ms', row: 'reattach', figure: 'complete', atMost: 150 },
];

/** One line for each goal whose row was measured: what is asked, what came out, and whether it is reached. */
export function judge(results: Results): Record<string, Record<string, string>> {
  const lines = goals.flatMap((goal) => {
    const values = results.values(goal.row, goal.figure, ours);
    if (values.length === 0) return [];
    const theirs = goal.over && results.values(goal.row, goal.over.figure ?? goal.figure, goal.over.column);
    const compared = theirs ? ratios(values, theirs) : values;
    const bound = goal.atMost === undefined ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
    const line = {
      goal: goal.over ? `${bound} × ${goal.over.column}` : bound,
      measured: compared.length === 0 ? 'nothing to compare with' : spread(compared),
      verdict: verdict(goal, compared),
    };
    return [[goal.text, line] as const];
  });
  return Object.fromEntries(lines);
}

function verdict({ atMost, atLeast, always }: Goal, compared: readonly (number | string)[]): string {
  const numbers = numbersOf(compared);
  if (compared.length === 0) return '–';
  // A round without a number is one in which it did not hold.
  if (numbers.length < compared.length) return 'not reached';
  const holds = (value: number) => value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
  return (always ? numbers.every(holds) : holds(median(numbers))) ? 'reached' : 'not reached';
}
