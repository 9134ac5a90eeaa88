import type { FaultRecord, PhaseName } from '#protocol/fault.ts';
import { splitInlineCode } from '#protocol/words/inline-code.ts';
import {
  conditionsText,
  faultTitles,
  leaderOutcome,
  leaderWords,
  outageText,
  predictedText,
} from '#protocol/words/fault-words.ts';
import { intervalText, lengthText, phaseWords } from '#protocol/words/phase-words.ts';
import type { Step } from '#protocol/step.ts';
import type { Strip } from '#protocol/strip.ts';
import type { Block } from './block.ts';
import { clockText } from './moments.ts';
import type { CommandRecord } from '#protocol/command.ts';

const unknown = '—';

/** What was done to the cluster in part 4, and what was measured: only what was done. */
export function faultBlocks(records: readonly FaultRecord[], steps: readonly Step[], runs: readonly CommandRecord[]) {
  const blocks: Block[] = [];
  if (records.length === 0) return [words('В этом прохождении аварий не устраивали.')];
  blocks.push(
    words(
      'Пока узлы ломали, зонд писал через точку входа каждые 50 мс и запоминал каждое подтверждение. Перерыв — время от последнего подтверждения до первого следующего; он известен с точностью до промежутка между попытками.',
    ),
    {
      kind: 'table',
      caption: 'Аварии: предположение, измерение, потери',
      head: [
        'Авария',
        'Узел',
        'Начало',
        'Предположено',
        'Перерыв',
        'Ожидалось',
        'Кто ведёт',
        'Потеряно строк',
        'Условия',
      ],
      rows: records.map(faultRow),
    },
    {
      kind: 'table',
      caption: 'Из чего сложился каждый перерыв',
      head: ['Авария', 'Начало', ...phaseNames.map((name) => phaseWords[name].name)],
      rows: records.filter(({ phases }) => phases.length > 0).map(phaseRow),
    },
  );
  const done = doneCommands(steps, runs);
  if (done !== null) blocks.push(words('Команды, которыми узлы ломали и возвращали:'), done);
  return blocks;
}

function words(text: string): Block {
  return { kind: 'words', words: splitInlineCode(text) };
}

const phaseNames = ['detect', 'heal', 'elect', 'route', 'answer'] as const satisfies readonly PhaseName[];

function faultRow(record: FaultRecord): readonly string[] {
  const { fault, node, beganAt, prediction, expected } = record;
  return [
    faultTitles[fault],
    node ?? unknown,
    clockText(beganAt),
    prediction === null ? unknown : predictedText(prediction.seconds),
    measuredText(record),
    intervalText(expected.total),
    leaderWords[leaderOutcome(record)],
    lostText(record),
    conditionsText(record),
  ];
}

/** An outage with how exactly it is known: «8,6 с ±0,05 с». */
function measuredText(record: FaultRecord): string {
  const text = outageText(record).replaceAll(' ', '\u00a0');
  const { outage } = record;
  if (outage === null || outage.firstAckAfter === null) return text;
  return `${text} ±${(outage.resolution / 1_000).toFixed(2).replace('.', ',')}\u00a0с`;
}

/** Rows that were confirmed and are missing, of all that were confirmed: «0 из 249». */
function lostText({ probe, lost, writes }: FaultRecord): string {
  if (probe === null) return unknown;
  return lost === null ? `не сверено, подтверждено ${writes.acked}` : `${lost} из ${writes.acked}`;
}

function phaseRow({ fault, beganAt, phases }: FaultRecord): readonly string[] {
  const lengths = phaseNames.map((name) => {
    const took = phases.filter((phase) => phase.name === name).reduce((sum, { from, to }) => sum + to - from, 0);
    return took === 0 ? unknown : lengthText(took);
  });
  return [faultTitles[fault], clockText(beganAt), ...lengths];
}

/** All of them in one listing, in the order of time. */
function doneCommands(steps: readonly Step[], runs: readonly CommandRecord[]): Block | null {
  const roles = new Set(steps.flatMap(({ commands }) => commands.flatMap(({ id, role }) => (role === null ? [] : id))));
  const done = runs.filter(({ stepCommand, startedAt }) => startedAt !== null && roles.has(stepCommand ?? ''));
  if (done.length === 0) return null;
  const longest = Math.min(72, Math.max(...done.map(({ text }) => text.length)));
  const lines = done.map(({ text, startedAt }) => `${text.padEnd(longest)}  # ${clockText(startedAt ?? 0)}`);
  return { kind: 'command', language: 'shell', text: lines.join('\n'), outcome: 'после знака # — время начала' };
}

/** Milliseconds of the time strip that are shown on either side of a fault. */
const around = 8_000;

/** The time strip around each measured fault; null where none was measured. */
export function faultStrips(records: readonly FaultRecord[], strip: Strip): Block | null {
  const spans = records.flatMap((record) => {
    const { id, fault, node, beganAt, outage, healthyAt, undoneAt, probe } = record;
    if (probe === null) return [];
    const words = [faultTitles[fault], node].filter((word) => word !== null).join(': ');
    const end = healthyAt ?? undoneAt ?? outage?.firstAckAfter ?? beganAt;
    const to = Math.min(strip.until, Math.max(end, outage?.firstAckAfter ?? end) + around);
    return [{ id, title: `${clockText(beganAt)} — ${words}`, from: beganAt - around, to }];
  });
  return spans.length === 0 ? null : { kind: 'strips', strip, spans };
}
