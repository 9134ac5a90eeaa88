import { type FaultName, faultNames } from './fault.ts';
import {
  ParseError,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from './parse.ts';

/** Where a command is typed: at the shell's prompt, or at psql's. */
export type CommandKind = 'shell' | 'sql';

/**
 * A line (or, for SQL, several statements) on a page that the reader can run in a named terminal.
 * `text` may hold placeholders such as `{leader}`; see placeholder.ts.
 */
export type StepCommand = {
  readonly id: string;
  readonly terminal: string;
  readonly kind: CommandKind;
  readonly text: string;
  /** `psql` when the command leaves the terminal at psql's prompt instead of the shell's. */
  readonly opens: 'psql' | null;
  /** Seconds after which `solve` gives up; the page never does. */
  readonly deadline: number;
  /** Commands that `solve` skips: experiments beside the main way, and those that never end by themselves. */
  readonly optional: boolean;
  /** `fault`: guarded by a healthy cluster, and begins a probe; `undo` brings the cluster back. */
  readonly role: 'fault' | 'undo' | null;
};

/** A check as the page shows it; its logic stands in server/checks under the same id. */
export type StepCheck = {
  readonly id: string;
  readonly title: string;
  /** Where to look, what to do, the exact command: shown one after another. */
  readonly hints: readonly string[];
};

/** A question of the lab with the model answer, which opens after an own answer. */
export type StepQuestion = { readonly id: string; readonly title: string };

/** A named terminal of a step with the line that stands above it. */
export type StepTerminal = { readonly name: string; readonly title: string };

/** One page of the report, as its frontmatter describes it. */
export type Step = {
  readonly id: string;
  readonly title: string;
  /** 0: title page, 1–3: parts of the lab, 4: conclusion, 5: laboratory of faults. */
  readonly part: number;
  readonly order: number;
  readonly summary: string;
  readonly terminals: readonly StepTerminal[];
  readonly commands: readonly StepCommand[];
  readonly checks: readonly StepCheck[];
  readonly questions: readonly StepQuestion[];
  /** Lab files with an editor on this step. */
  readonly files: readonly string[];
  /** Those of them that the step changes to their proposed text, before its first command. */
  readonly changes: readonly string[];
  /** The fault that this step is about: its prediction, probe and measurement stand on the page. */
  readonly fault: FaultName | null;
};

const idPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Reads an id in kebab-case. */
export function parseId(value: unknown, path: string): string {
  const id = parseString(value, path, 64);
  if (!idPattern.test(id)) throw new ParseError(path, 'an id of lower-case letters, digits and hyphens');
  return id;
}

function parseCommand(value: unknown, path: string): StepCommand {
  const raw = parseRecord(value, path);
  return {
    id: parseId(raw.id, `${path}.id`),
    terminal: parseId(raw.terminal, `${path}.terminal`),
    kind: raw.kind === undefined ? 'shell' : parseOneOf(raw.kind, `${path}.kind`, ['shell', 'sql']),
    text: parseString(raw.text, `${path}.text`, 4_096),
    opens: raw.opens === undefined || raw.opens === null ? null : parseOneOf(raw.opens, `${path}.opens`, ['psql']),
    deadline: raw.deadline === undefined ? 60 : parseInteger(raw.deadline, `${path}.deadline`, 1, 3_600),
    optional: raw.optional === true,
    role: raw.role === undefined || raw.role === null ? null : parseOneOf(raw.role, `${path}.role`, ['fault', 'undo']),
  };
}

function parseCheck(value: unknown, path: string): StepCheck {
  const raw = parseRecord(value, path);
  return {
    id: parseId(raw.id, `${path}.id`),
    title: parseString(raw.title, `${path}.title`),
    hints: parseList(raw.hints, `${path}.hints`, (hint, at) => parseString(hint, at)),
  };
}

/**
 * Reads a step's frontmatter.
 * @throws ParseError naming the field
 */
export function parseStep(id: string, value: unknown): Step {
  const raw = parseRecord(value, id);
  const at = (field: string) => `${id}.${field}`;
  const step: Step = {
    id: parseId(id, 'id'),
    title: parseString(raw.title, at('title')),
    part: parseInteger(raw.part, at('part'), 0, 5),
    order: parseInteger(raw.order, at('order'), 0, 999),
    summary: parseOptionalString(raw.summary, at('summary')) ?? '',
    terminals: parseList(raw.terminals, at('terminals'), (item, path) => {
      const terminal = parseRecord(item, path);
      return { name: parseId(terminal.name, `${path}.name`), title: parseString(terminal.title, `${path}.title`) };
    }),
    commands: parseList(raw.commands, at('commands'), parseCommand),
    checks: parseList(raw.checks, at('checks'), parseCheck),
    questions: parseList(raw.questions, at('questions'), (item, path) => {
      const question = parseRecord(item, path);
      return { id: parseId(question.id, `${path}.id`), title: parseString(question.title, `${path}.title`) };
    }),
    files: parseList(raw.files, at('files'), (file, path) => parseString(file, path, 256)),
    changes: parseList(raw.changes, at('changes'), (file, path) => parseString(file, path, 256)),
    fault: raw.fault === undefined || raw.fault === null ? null : parseOneOf(raw.fault, at('fault'), faultNames),
  };
  for (const command of step.commands) {
    if (!step.terminals.some((terminal) => terminal.name === command.terminal)) {
      throw new ParseError(
        at('commands'),
        `a terminal of this step for command ${command.id}, not ${command.terminal}`,
      );
    }
  }
  return step;
}
