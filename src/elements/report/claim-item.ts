import type { ClaimEvidence, ClaimResult } from '#checks/claims/claim.ts';
import type { Api } from '../../client/api.ts';
import { part } from '../../client/part.ts';
import { loadRecording } from '../../client/recorded-run.ts';
import { inOrderOfSight } from '../../client/report/report-view.ts';
import { clockText } from '../../client/replay/words.ts';
import { type ReplayPlace, createReplayPlace } from '../replay-place.ts';

export type ClaimContext = {
  readonly step: { readonly title: string; readonly href: string };
  readonly api: Api;
  readonly showOnStrip: (button: HTMLButtonElement, place: HTMLElement, evidence: ClaimEvidence) => void;
};

const timeOfDay = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Places of a claim that stand open; the others fold away. */
const openPlaces = 1;

/** A claim as a line of the report: green with the places that prove it, or grey with what is still to be done. */
export function createClaimItem(template: HTMLTemplateElement, claim: ClaimResult, context: ClaimContext): HTMLElement {
  const copy = document.importNode(template.content, true);
  const item = copy.querySelector('li');
  if (item === null) throw new Error('the template of a claim has no line');
  const isShown = claim.state === 'shown';
  item.dataset.mark = isShown ? 'done' : 'open';
  part(item, 'state', HTMLElement).textContent = isShown ? 'Показано: ' : 'Не показано: ';
  // The sentence of what is not shown says so itself.
  part(item, 'state', HTMLElement).hidden = !isShown;
  part(item, 'sentence', HTMLElement).textContent = claim.sentence;
  part(item, 'why', HTMLElement).hidden = claim.why === null;
  part(item, 'why-text', HTMLElement).textContent = claim.why ?? '';
  const link = part(item, 'step', HTMLAnchorElement);
  link.href = context.step.href;
  link.textContent = `Шаг «${context.step.title}»`;

  const places = {
    replay: createReplayPlace(part(item, 'replay-place', HTMLElement)),
    strip: part(item, 'strip-place', HTMLElement),
  };
  const evidence = inOrderOfSight(claim.evidence);
  const lines = evidence.map((each) => evidenceLine(each, places, claim, context));
  part(item, 'evidence', HTMLElement).append(...lines.slice(0, openPlaces));
  part(item, 'more-evidence', HTMLElement).append(...lines.slice(openPlaces));
  const more = part(item, 'more', HTMLElement);
  more.hidden = lines.length <= openPlaces;
  part(item, 'more-words', HTMLElement).textContent = `Ещё доказательства: ${lines.length - openPlaces}`;
  return item;
}

function evidenceLine(
  evidence: ClaimEvidence,
  places: { readonly replay: ReplayPlace; readonly strip: HTMLElement },
  claim: ClaimResult,
  { api, showOnStrip }: ClaimContext,
): HTMLElement {
  const line = document.createElement('li');
  const time = document.createElement('span');
  time.className = 'at';
  time.textContent = timeOfDay.format(evidence.at);
  const label = document.createElement('span');
  label.className = 'label';
  label.textContent = evidence.label;
  label.title = evidence.label;
  line.append(time, ' ', label);
  const { recording } = evidence;
  if (recording !== null) {
    const show = button(`Запись, ${clockText(recording.seconds)}`, `Показать запись: ${evidence.label}`);
    show.addEventListener('click', () => {
      void places.replay.toggle(show, {
        title: claim.sentence,
        part: { kind: 'moment', at: recording.seconds },
        load: (signal) => loadRecording(api, recording.terminal, signal),
      });
    });
    line.append(' ', show);
  }
  const strip = button('На ленте', `На ленте времени: ${evidence.label}`);
  strip.addEventListener('click', () => showOnStrip(strip, places.strip, evidence));
  line.append(' ', strip);
  return line;
}

function button(text: string, name: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'button button-quiet';
  made.textContent = text;
  made.title = name;
  made.setAttribute('aria-expanded', 'false');
  return made;
}
