import type { Strip } from '#protocol/strip.ts';
import { durationText } from '#protocol/words/elapsed.ts';
import { dockerWords, sayingText, witnessWords } from '#protocol/words/strip-words.ts';
import { faultTitles, leaderWords, predictedText } from '#protocol/words/fault-words.ts';

/** Something that happened on the strip, in words: when, whose line it stands on, and what. */
export type Happening = { readonly at: number; readonly who: string; readonly text: string };

/** Everything that happened in a stretch of the strip, in the order of time. */
export function happeningsIn(strip: Strip, from: number, to: number): readonly Happening[] {
  const all: Happening[] = [];
  const add = (at: number, who: string, text: string) => {
    if (at >= from && at <= to) all.push({ at, who, text });
  };
  for (const { witness, segments } of strip.rows) {
    for (const segment of segments) {
      if (segment.to === null || segment.to >= from)
        add(segment.from, witnessWords[witness], sayingText(witness, segment));
    }
  }
  for (const { at, event } of strip.dockerEvents) {
    const detail =
      event.signal !== null ? ` ${event.signal}` : event.exitCode !== null ? ` с кодом ${event.exitCode}` : '';
    add(at, 'Событие Docker', `${event.container} ${dockerWords[event.action]}${detail}`);
  }
  for (const { at, command } of strip.commands) add(at, 'Команда', command.text);
  for (const { at, prediction } of strip.predictions) {
    const { fault, seconds, leader, lost } = prediction;
    add(
      at,
      'Предположение',
      `${faultTitles[fault]}: без записи — ${predictedText(seconds)}, лидер — ${leaderWords[leader]}, потеряно ${lost}`,
    );
  }
  for (const fault of strip.faults) {
    const words = [faultTitles[fault.fault], fault.node].filter((word) => word !== null).join(': ');
    add(fault.from, 'Авария', `началась (${words})`);
    if (fault.to !== null) add(fault.to, 'Авария', `отменена (${words})`);
  }
  for (const probe of strip.probes) {
    add(probe.from, 'Зонд', 'начал писать');
    if (probe.to !== null) add(probe.to, 'Зонд', 'закончил писать');
  }
  for (const hole of strip.writes.outages) {
    add(hole.from, 'Зонд', `последнее подтверждение; следующее через ${durationText(hole.to - hole.from)}`);
  }
  for (const { at, write } of strip.controls) {
    add(at, 'Зонд', `запись прямо на ${write.node}: ${write.outcome === 'acked' ? 'принята' : 'не принята'}`);
  }
  for (const { at } of strip.starts) add(at, 'Лаборатория', 'сервер запущен');
  return all.sort((a, b) => a.at - b.at);
}
