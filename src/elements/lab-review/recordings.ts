import type { CommandRecord } from '#protocol/command.ts';
import { durationText } from '#protocol/words/elapsed.ts';
import type { TerminalCommands } from '../../client/review/commands.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { clockText, playText } from '../../client/review/words.ts';
import { make, makeButton } from './make.ts';
import type { Places } from './places.ts';

/** Commands of a terminal that are listed at most; the rest is in the recording itself. */
const most = 500;

/** Draws every terminal with its commands; each is replayed from its second. */
export function drawRecordings(terminals: readonly TerminalCommands[], places: Places): HTMLElement[] {
  if (terminals.length === 0) return [make('p', { class: 'part-words', text: 'В отчёте нет записей терминалов.' })];
  return terminals.map(({ terminal, commands }) => {
    const head = make('summary', {}, make('strong', { text: visibleLine(terminal, 60) }));
    head.append(` ${commands.length === 0 ? 'без команд' : `команд: ${commands.length}`}`);
    const fold = make('details', { class: 'terminal' }, head);
    if (places.recorded(terminal)) {
      fold.append(makeButton('▶ С начала', 'button-evidence', () => places.play(terminal, { kind: 'whole' })));
    } else fold.append(make('p', { class: 'part-words', text: 'Записи этого терминала в отчёте нет.' }));
    fold.append(
      make('ol', { class: 'commands' }, ...commands.slice(0, most).map((command) => drawCommand(command, places))),
    );
    if (commands.length > most) {
      fold.append(make('p', { class: 'part-words', text: `Показаны первые ${most}; остальные — в самой записи.` }));
    }
    return fold;
  });
}

function drawCommand(command: CommandRecord, places: Places): HTMLElement {
  const { terminal, text, startedAt, recordedFrom } = command;
  const item = make('li', { data: { failed: String(command.exitCode !== null && command.exitCode !== 0) } });
  if (recordedFrom !== undefined && places.recorded(terminal)) {
    const button = makeButton(`▶ ${playText(recordedFrom)}`, 'button-evidence', () =>
      places.play(terminal, { kind: 'command', from: recordedFrom }),
    );
    item.append(button);
  }
  item.append(
    make('code', { text: text === '' ? 'команда без текста' : visibleLine(text, 300) }),
    make('span', {
      class: 'command-end',
      text: [startedAt === null ? '' : clockText(startedAt), endText(command)].filter(Boolean).join(', '),
    }),
  );
  return item;
}

function endText({ state, exitCode, startedAt, endedAt }: CommandRecord): string {
  const took =
    startedAt !== null && endedAt !== null && endedAt > startedAt ? `${durationText(endedAt - startedAt)}, ` : '';
  if (state === 'lost') return `${took}оборвана`;
  return state === 'ended' ? `${took}код ${exitCode ?? '—'}` : 'не закончена';
}
