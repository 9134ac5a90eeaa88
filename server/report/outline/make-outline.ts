import { toFaultRecords } from '#protocol/fault-records.ts';
import { toStrip } from '#protocol/strip.ts';
import { toProgress } from '#protocol/progress.ts';
import type { Step } from '#protocol/step.ts';
import { splitInlineCode } from '#protocol/words/inline-code.ts';
import { figurePlans } from '../figure-list.ts';
import { chosenRun, commandRuns } from '../find-run.ts';
import type { ReportFigure, ReportSource } from '../report-source.ts';
import type { ClaimResult } from '../../checks/claims/claim.ts';
import type { Block, ClaimGroup, NumberedClaim, Outline, Section } from './block.ts';
import { commandBlock } from './command-block.ts';
import { neutralConclusion } from './conclusion.ts';
import { faultBlocks, faultStrips } from './fault-section.ts';
import { listingBlocks } from './listings.ts';
import { momentText, zoneText } from './moments.ts';
import { type Move, type PartPlan, partPlans } from './plan.ts';
import { provenanceSection, verificationSection } from './provenance.ts';

/** Captions of the pictures that show no terminal. */
export const drawingCaptions = {
  failover: 'Перерывы записи по частям: измеренное над ожидавшимся',
  timeline: 'Лента времени: кого каждый свидетель считал лидером и какие записи проходили',
  scheme: 'Кластер, каким его в конце видели свидетели',
} as const;

/** Puts the report together, in the seed's form and order; what each document does with it is its own business. */
export function makeOutline(source: ReportSource, figures: readonly ReportFigure[]): Outline {
  const claims = source.claims.map(numbered);
  const teller = createTeller(source, figures, claims);
  const { name, group } = source.author;
  const told = [
    ...partPlans.flatMap((plan) => teller.part(plan)),
    teller.conclusion(),
    ...teller.faults(),
    ...teller.remaining(),
  ];
  const sections: readonly Section[] = [
    ...told,
    { id: 'claims', level: 2, title: 'Утверждения', blocks: [{ kind: 'all-claims', groups: groupsIn(told) }] },
    provenanceSection(source),
    verificationSection(),
  ];
  return {
    title: 'Лабораторная работа 1. HA Postgres Cluster',
    author: `Выполнил: ${name === '' ? 'имя не указано' : name}${group === '' ? '' : `, группа ${group}`}`,
    facts: [
      `Начато ${momentText(source.startedAt)}, выгружено ${momentText(source.exportedAt)} (${zoneText(source.exportedAt)})`,
      `Прохождение ${source.run}`,
    ],
    claims,
    sections,
  };
}

/** A mark stands beside every claim, so that it need not say itself that it is not shown. */
function numbered(claim: ClaimResult, index: number): NumberedClaim {
  const subject = claim.sentence.replace(/^Не показано: /, '');
  return { number: index + 1, claim, sentence: subject.charAt(0).toUpperCase() + subject.slice(1) };
}

function unmade(claims: readonly NumberedClaim[]): readonly Block[] {
  return claims.length === 0 ? [] : [{ kind: 'unmade', claims }];
}

/** The claims by the parts that tell them. */
function groupsIn(sections: readonly Section[]): readonly ClaimGroup[] {
  const groups: { title: string; claims: NumberedClaim[] }[] = [];
  for (const { level, title, blocks } of sections) {
    if (level === 2) groups.push({ title, claims: [] });
    for (const block of blocks) {
      if (block.kind === 'claim') groups.at(-1)?.claims.push(block);
      if (block.kind === 'unmade') groups.at(-1)?.claims.push(...block.claims);
    }
  }
  return groups.filter(({ claims }) => claims.length > 0);
}

function createTeller(source: ReportSource, figures: readonly ReportFigure[], claims: readonly NumberedClaim[]) {
  const { events, steps } = source;
  const runs = commandRuns(events);
  const { answers } = toProgress(events);
  const records = toFaultRecords(events);
  const told = new Set<number>();
  let lastFigure = figurePlans.length;

  const words = (text: string): Block => ({ kind: 'words', words: splitInlineCode(text) });
  const figure = (name: string, number: number, caption: string): Block => {
    const drawn = figures.find((one) => one.name === name);
    return {
      kind: 'figure',
      number,
      caption,
      figure: drawn ?? { state: 'missing', name, why: 'Этого рисунка в отчёте нет.' },
    };
  };
  const drawing = (name: keyof typeof drawingCaptions): readonly Block[] => {
    const drawn = figures.find((one) => one.name === name);
    if (drawn?.state !== 'drawn') return [];
    lastFigure += 1;
    return [figure(name, lastFigure, drawingCaptions[name])];
  };
  const take = (isOf: (step: string) => boolean): readonly NumberedClaim[] => {
    const own = claims.filter(({ number, claim }) => !told.has(number) && isOf(claim.step));
    for (const { number } of own) told.add(number);
    return own;
  };
  const claimsOf = (isOf: (step: string) => boolean): readonly Block[] =>
    take(isOf).map((claim) => ({ kind: 'claim', ...claim }));
  /** Whether somebody did something of a step, or it is shown without. */
  const isMade = ({ id, commands }: Step) =>
    commands.some((command) => runs.some(({ stepCommand }) => stepCommand === command.id)) ||
    claims.some(({ claim }) => claim.step === id && claim.state === 'shown');
  const answerOf = (question: string) => {
    const text = answers[question]?.text.trim() ?? '';
    return text === '' ? null : text;
  };

  function moveBlocks({ step, words: said, commands, figure: name }: Move, isLast: boolean): readonly Block[] {
    const planned = steps.find(({ id }) => id === step)?.commands ?? [];
    const plan = figurePlans.find((one) => one.name === name);
    return [
      words(said),
      ...commands.flatMap((id) => {
        const command = planned.find((one) => one.id === id);
        const sqlState = figurePlans.find((one) => one.command === id)?.sqlState ?? null;
        return command === undefined ? [] : [commandBlock(command, chosenRun(runs, id, sqlState))];
      }),
      ...(plan === undefined ? [] : [figure(plan.name, figurePlans.indexOf(plan) + 1, plan.caption)]),
      ...(isLast ? claimsOf((of) => of === step) : []),
    ];
  }

  function questionSection({ step, title }: PartPlan['questions'][number]): Section {
    const questions = steps.find(({ id }) => id === step)?.questions ?? [];
    return {
      id: step,
      level: 3,
      title,
      blocks: [
        ...questions.map((question): Block => ({
          kind: 'answer',
          question: question.title,
          text: answerOf(question.id),
        })),
        ...claimsOf((of) => of === step),
      ],
    };
  }

  return {
    part({ id, title, moves, questions }: PartPlan): readonly Section[] {
      const files = id === 'part-1' ? [...listingBlocks(source), ...claimsOf((of) => of === 'files')] : [];
      const blocks = moves.flatMap((move, index) => {
        return moveBlocks(move, !moves.slice(index + 1).some(({ step }) => step === move.step));
      });
      return [{ id, level: 2, title, blocks: [...files, ...blocks] }, ...questions.map(questionSection)];
    },
    conclusion(): Section {
      const own = answerOf('conclusion');
      return {
        id: 'conclusion',
        level: 2,
        title: 'Вывод',
        blocks: [
          own === null ? words(neutralConclusion(claims)) : { kind: 'answer', question: null, text: own },
          ...claimsOf((of) => of === 'conclusion'),
          ...drawing('scheme'),
        ],
      };
    },
    faults(): readonly Section[] {
      const strips = faultStrips(records, toStrip(events));
      const ofPart4 = steps.filter(({ part }) => part === 5);
      const made = new Set(ofPart4.filter(isMade).map(({ id }) => id));
      const all = new Set(ofPart4.map(({ id }) => id));
      return [
        {
          id: 'part-4',
          level: 2,
          title: 'Часть 4. Лаборатория аварий',
          blocks: [
            ...faultBlocks(records, steps, runs),
            ...drawing('failover'),
            ...drawing('timeline'),
            ...(strips === null ? [] : [strips]),
            ...claimsOf((of) => made.has(of)),
            ...unmade(take((of) => all.has(of))),
          ],
        },
      ];
    },
    /** Claims of steps that the plan does not tell of. */
    remaining(): readonly Section[] {
      const blocks = claimsOf(() => true);
      return blocks.length === 0 ? [] : [{ id: 'further', level: 2, title: 'Прочие утверждения', blocks }];
    },
  };
}
