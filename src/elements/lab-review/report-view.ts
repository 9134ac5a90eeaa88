import { part } from '../../client/part.ts';
import { answersOf } from '../../client/review/answers.ts';
import { type ClassRow, signerNote } from '../../client/review/class-table.ts';
import { commandsByTerminal } from '../../client/review/commands.ts';
import type { OpenReport } from '../../client/review/report.ts';
import { formatRoute } from '../../client/review/route.ts';
import type { ReviewStep } from '../../client/review/rubric.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { integrityWords, momentText } from '../../client/review/words.ts';
import { drawAnswers } from './answers.ts';
import { drawClaims } from './claims.ts';
import { drawFaults } from './faults.ts';
import { drawFiles } from './files.ts';
import { drawIntegrity } from './integrity.ts';
import { openJournal } from './journal.ts';
import type { LabMaterial } from './lab-material.ts';
import { make } from './make.ts';
import type { Places } from './places.ts';
import { openPlayer } from './player.ts';
import { drawRecordings } from './recordings.ts';
import { type ReportTime, openTime } from './time.ts';

/** Whom a report is like, with a way to see both. */
function likenessWords(report: number, likeness: NonNullable<ClassRow['likeness']>): (Node | string)[] {
  const link = make('a', { text: visibleLine(likeness.name, 60) || 'другой отчёт' });
  link.href = formatRoute({ report, beside: likeness.with });
  return ['Похож на отчёт ', link, ` на ${Math.round(likeness.score * 100)}\u00A0%: ${likeness.why}`];
}

/** The view of one report. */
export type ReportView = {
  /** Says that a report is on its way, or why it did not come. */
  wait(row: ClassRow, words: string): void;
  show(row: ClassRow, report: OpenReport): void;
  close(): void;
};

/** Brings the view to life. */
export function openReportView(root: HTMLElement, steps: readonly ReviewStep[], material: LabMaterial): ReportView {
  const player = openPlayer(root);
  let time: ReportTime | null = null;
  const fill = (name: string, children: readonly Node[]) =>
    part(root, `section-${name}`, HTMLElement).replaceChildren(...children);

  function head({ entry, signer, likeness }: ClassRow): void {
    const { summary, file } = entry;
    part(root, 'name', HTMLElement).textContent = visibleLine(summary?.name ?? file.name, 80) || 'Имя не указано';
    part(root, 'facts', HTMLElement).textContent =
      summary === null
        ? ''
        : [visibleLine(summary.group, 40), `выгружен ${momentText(summary.exportedAt)}`, visibleLine(file.name, 80)]
            .filter(Boolean)
            .join(', ');
    const alike = part(root, 'likeness', HTMLElement);
    alike.hidden = likeness === null;
    alike.replaceChildren(...(likeness === null ? [] : likenessWords(entry.id, likeness)));
    const verdict = part(root, 'verdict', HTMLElement);
    verdict.dataset.state = summary?.integrity.state ?? '';
    verdict.textContent =
      summary === null
        ? ''
        : `Целостность: ${[integrityWords[summary.integrity.state], ...(signer === null ? [] : [signerNote(signer)])].join(', ')}`;
  }

  function goTo(name: string): void {
    const title = root.querySelector<HTMLElement>(`#part-${name}`);
    title?.scrollIntoView({ block: 'start' });
    title?.focus({ preventScroll: true });
  }

  function close(): void {
    time?.dispose();
    time = null;
    for (const name of ['claims', 'time', 'recordings', 'faults', 'answers', 'files', 'journal', 'integrity']) {
      fill(name, []);
    }
  }

  root.addEventListener('click', ({ target }) => {
    const name = target instanceof Element ? target.closest<HTMLElement>('[data-go]')?.dataset.go : undefined;
    if (name !== undefined) goTo(name);
  });

  return {
    wait(row, words) {
      close();
      head(row);
      fill('claims', [make('p', { class: 'part-words', text: words })]);
    },
    show(row, report) {
      close();
      head(row);
      const { events, recordings, files } = report.bundle;
      const until = events.at(-1)?.at ?? 0;
      const journal = openJournal(events);
      const strip = openTime(root, events);
      time = strip;
      const places: Places = {
        recorded: (terminal) => recordings.has(terminal),
        play(terminal, what) {
          const recording = recordings.get(terminal);
          if (recording !== undefined) player.play(recording, terminal, what);
        },
        showTime(at) {
          goTo('time');
          strip.showMoment(at);
        },
        showEvent(seq) {
          goTo('journal');
          journal.show(seq);
        },
      };
      fill('claims', drawClaims(report.claims, steps, material.makeMark, places));
      fill('time', [strip.element]);
      fill('recordings', drawRecordings(commandsByTerminal(events, recordings.keys()), places));
      fill('faults', drawFaults(report.faults, until, material.makeChart, places));
      fill('answers', drawAnswers(answersOf(events, steps), material.modelAnswer));
      fill('files', drawFiles(files, material.texts));
      fill('journal', [journal.element]);
      fill('integrity', drawIntegrity(report, row.signer));
    },
    close,
  };
}
