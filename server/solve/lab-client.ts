import { setTimeout as delay } from 'node:timers/promises';
import type { ClaimResult } from '#checks/claims/claim.ts';
import { parseClaims } from '#checks/claims/claim-parse.ts';
import type { CheckResult } from '#protocol/check.ts';
import type { CommandWithOutput } from '#protocol/command.ts';
import type { Prediction } from '#protocol/fault.ts';
import { parseInteger, parseOneOf, parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';
import type { ProbeStatus } from '#protocol/probe.ts';
import { parseProbeStatus } from '#protocol/probe-parse.ts';
import type { Step } from '#protocol/step.ts';
import { parseStep } from '#protocol/step.ts';

/** The lab's API as a script uses it. Every call has a deadline of 30 s and throws with the server's own words. */
export type LabClient = {
  readonly steps: () => Promise<readonly Step[]>;
  readonly startCommand: (terminal: string, command: CommandToStart) => Promise<StartedOrRefused>;
  readonly command: (id: string) => Promise<CommandProgress>;
  readonly check: (id: string) => Promise<CheckResult>;
  /** The report's sentences, judged over the run's journal. */
  readonly claims: () => Promise<readonly ClaimResult[]>;
  readonly applyProposed: (path: string) => Promise<void>;
  /** Puts a file back as it came with the lab. */
  readonly restoreOriginal: (path: string) => Promise<void>;
  /** Says what is expected of a fault; false while an earlier one of its kind is not over. */
  readonly predict: (prediction: Prediction) => Promise<boolean>;
  readonly startProbe: () => Promise<ProbeStatus>;
  readonly stopProbe: () => Promise<ProbeStatus>;
  /** The probe of now or the last one; null before the first. */
  readonly probe: () => Promise<ProbeStatus | null>;
};

export type CommandToStart = {
  readonly text: string;
  readonly kind: string;
  readonly id: string;
  /** Leaves whatever runs in the terminal first. */
  readonly interrupt: boolean;
};

export type CommandProgress = Pick<CommandWithOutput, 'state' | 'exitCode' | 'sqlState' | 'output'> & {
  readonly text: string;
};
/** `code` of a refusal is the server's: those in `passing` of solve.ts may pass by waiting. */
export type StartedOrRefused = { readonly id: string } | { readonly refused: string; readonly message: string };

const requestDeadline = 30_000;
const fileLimit = 1_100_000;

/** Makes a client of the lab at `url` (without a trailing slash) that presents `token`. */
export function createLabClient({ url, token }: { readonly url: string; readonly token: string }): LabClient {
  const request = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestDeadline),
    });
    const answer: unknown = await response.json();
    return { status: response.status, body: answer };
  };
  const must = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await request(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${describeFailure(answer.body)}`);
    return answer.body;
  };

  const readFile = async (path: string) => {
    const raw = parseRecord(await must('GET', `/files/${path}`), 'file');
    return {
      text: parseString(raw.text, 'text', fileLimit),
      hash: parseString(raw.hash, 'hash'),
      original: parseString(raw.original, 'original', fileLimit),
      proposed: parseOptionalString(raw.proposed, 'proposed', fileLimit),
    };
  };
  const write = async (path: string, file: { readonly text: string; readonly hash: string }, text: string) => {
    if (file.text !== text) await must('PUT', `/files/${path}`, { text, ifHash: file.hash });
  };

  return {
    async steps() {
      const body = await must('GET', '/steps');
      if (!Array.isArray(body)) throw new Error('GET /steps: expected a list');
      return body.map((step: unknown) => parseStep(parseString(parseRecord(step, 'step').id, 'step.id'), step));
    },
    async startCommand(terminal, { text, kind, id, interrupt }) {
      const answer = await request('POST', `/terminals/${terminal}/commands`, {
        command: text,
        kind,
        stepCommand: id,
        interrupt,
      });
      if (answer.status < 400) return { id: parseString(parseRecord(answer.body, 'command').id, 'command.id') };
      const error = parseRecord(parseRecord(answer.body, 'answer').error, 'error');
      return { refused: parseString(error.code, 'code'), message: describeFailure(answer.body) };
    },
    async command(id) {
      const raw = parseRecord(await must('GET', `/commands/${encodeURIComponent(id)}`), 'command');
      return {
        state: parseOneOf(raw.state, 'state', ['waiting', 'running', 'interactive', 'ended', 'lost']),
        exitCode: raw.exitCode === null ? null : parseInteger(raw.exitCode, 'exitCode', 0, 255),
        sqlState: raw.sqlState === null ? null : parseString(raw.sqlState, 'sqlState'),
        text: parseString(raw.text, 'text'),
        output: parseString(raw.output, 'output'),
      };
    },
    async check(id) {
      const raw = parseRecord(await must('POST', `/checks/${id}`), 'check');
      return {
        id: parseString(raw.id, 'id'),
        outcome: parseOneOf(raw.outcome, 'outcome', ['passed', 'not-yet', 'could-not-run']),
        message: parseString(raw.message, 'message'),
        observed: parseString(raw.observed, 'observed'),
        expected: parseString(raw.expected, 'expected'),
      };
    },
    claims: async () => parseClaims(await must('GET', '/claims')),
    async applyProposed(path) {
      const file = await readFile(path);
      if (file.proposed === null) throw new Error(`${path}: the lab proposes no change`);
      await write(path, file, file.proposed);
    },
    async restoreOriginal(path) {
      const file = await readFile(path);
      await write(path, file, file.original);
    },
    async predict({ fault, ...rest }) {
      const answer = await request('PUT', `/predictions/${fault}`, rest);
      if (answer.status < 400) return true;
      const error = parseRecord(parseRecord(answer.body, 'answer').error, 'error');
      if (error.code === 'fault-runs') return false;
      throw new Error(`PUT /predictions/${fault}: ${describeFailure(answer.body)}`);
    },
    startProbe: async () => presentProbe(await must('POST', '/probe/start', {})),
    stopProbe: async () => presentProbe(await must('POST', '/probe/stop', {})),
    probe: async () => parseProbeStatus(await must('GET', '/probe'), 'probe'),
  };
}

/**
 * Asks again every `every` milliseconds until `settled` says yes or `within` milliseconds are over.
 * @returns the last answer, whether or not it settled
 */
export async function poll<Answer>(
  ask: () => Promise<Answer>,
  settled: (answer: Answer) => boolean,
  { within, every }: { readonly within: number; readonly every: number },
): Promise<Answer> {
  const deadline = performance.now() + within;
  for (;;) {
    const answer = await ask();
    if (settled(answer) || performance.now() >= deadline) return answer;
    await delay(every);
  }
}

function presentProbe(value: unknown): ProbeStatus {
  const status = parseProbeStatus(value, 'probe');
  if (status === null) throw new Error('the server told of no probe');
  return status;
}

function describeFailure(body: unknown): string {
  const error = parseRecord(parseRecord(body, 'answer').error, 'error');
  return `${parseString(error.message, 'message')} ${parseString(error.hint, 'hint')}`;
}
