import { toFaultRecords } from '#protocol/fault-records.ts';
import { toPicture } from '#protocol/picture.ts';
import { describePicture } from '#protocol/picture-words.ts';
import { outageSummary } from '#protocol/phases/summary.ts';
import { type Strip, toStrip } from '#protocol/strip.ts';
import { faultTitles } from '#protocol/words/fault-words.ts';
import { toReports } from '#protocol/witness-reports.ts';
import type { Drawing } from '../figures/draw-terminal.ts';
import { toPng } from '../figures/to-png.ts';
import type { ReportFigure, ReportSource } from '../report-source.ts';
import { drawFailover } from './failover.ts';
import { documentPaint, picturePaint, type Paint } from './paint.ts';
import { drawScheme } from './scheme.ts';
import { sittingsOf, type Sitting } from './sittings.ts';
import { drawTimeline } from './timeline.ts';

/** The pictures that the journal alone tells: the cluster in the end, the outages, the time strip. */
export async function renderDrawings({ events }: Pick<ReportSource, 'events'>): Promise<readonly ReportFigure[]> {
  const records = toFaultRecords(events);
  const picture = toPicture(lastPresence(events));
  const strip = toStrip(events);
  const until = events.at(-1)?.at ?? 0;
  const outages = records.filter(({ probe, outage }) => probe !== null && outage !== null);
  const told = outages.map((record) => `${faultTitles[record.fault]}: ${outageSummary(record, until)[0] ?? ''}`);
  const sittings = drawnSittings(strip, events);
  return Promise.all([
    render('scheme', describePicture(picture), 'Свидетели ничего не сказали о кластере.', (paint) =>
      drawScheme(picture, paint),
    ),
    render('failover', told.join(' '), 'Зонд не измерил ни одного перерыва.', (paint) =>
      drawFailover(records, until, paint),
    ),
    render(
      'timeline',
      'Лента времени: строки пяти свидетелей, аварии, команды и записи зонда.',
      'За кластером в этом прохождении не наблюдали.',
      (paint) =>
        strip.nodes.length === 0 || sittings.length === 0 ? null : drawTimeline(strip, sittings, 'timeline', paint),
    ),
  ]);
}

/** When somebody began to watch or to do something: what was before is an empty strip. */
function beginningOf({ rows, commands, from, until }: Strip): number {
  const watched = rows.flatMap(({ segments }) => segments.find(({ says }) => says !== 'unwatched')?.from ?? []);
  return Math.max(from, Math.min(until, commands[0]?.at ?? until, ...watched));
}

/** More sittings than this make a picture that nobody looks at: of so many the longest are drawn. */
const mostSittings = 4;

/** The sittings in which somebody watched the cluster or did something, with some air around each. */
function drawnSittings(strip: Strip, events: ReportSource['events']): readonly Sitting[] {
  const begun = beginningOf(strip);
  const times = events.map(({ at }) => at).filter((at) => at >= begun);
  const isEventful = ({ from, to }: Sitting) =>
    strip.commands.some(({ at }) => at >= from && at <= to) ||
    strip.rows.some(({ segments }) =>
      segments.some((segment) => segment.says !== 'unwatched' && segment.from <= to && (segment.to ?? to) >= from),
    );
  const eventful = sittingsOf(times).filter(isEventful);
  const longest = eventful.toSorted((one, other) => other.to - other.from - (one.to - one.from)).slice(0, mostSittings);
  return eventful
    .filter((each) => longest.includes(each))
    .map(({ from, to }) => ({ from: from - (to - from) * 0.01, to: to + (to - from) * 0.01 }));
}

/** What every witness said when they last had something to say: whoever has stopped watching says nothing more. */
function lastPresence(events: ReportSource['events']) {
  const last = events.findLastIndex(({ body }) => body.kind === 'witness');
  return toReports(events.slice(0, last + 1));
}

async function render(
  name: string,
  alt: string,
  why: string,
  draw: (paint: Paint) => Drawing | null,
): Promise<ReportFigure> {
  const picture = draw(picturePaint);
  const shown = draw(documentPaint);
  if (picture === null || shown === null) return { state: 'missing', name, why };
  return {
    state: 'drawn',
    name,
    png: await toPng(picture.svg),
    svg: shown.svg.text,
    width: picture.width,
    height: picture.height,
    alt,
    from: 'journal',
    command: null,
  };
}
