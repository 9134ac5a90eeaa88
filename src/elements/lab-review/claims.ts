import type { ClaimEvidence, ClaimResult } from '#checks/claims/claim.ts';
import type { ReviewStep } from '../../client/review/rubric.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { clockText, playText } from '../../client/review/words.ts';
import { make, makeButton } from './make.ts';
import type { Places } from './places.ts';

/** Draws what the journal shows and what it does not, step by step, each a click from its evidence. */
export function drawClaims(
  claims: readonly ClaimResult[],
  steps: readonly ReviewStep[],
  makeMark: () => SVGElement,
  places: Places,
): HTMLElement[] {
  const shown = claims.filter(({ state }) => state === 'shown').length;
  const others = claims.filter(({ step }) => !steps.some(({ id }) => id === step));
  const groups = [
    ...steps.map(({ id, title }) => ({ title, claims: claims.filter(({ step }) => step === id) })),
    { title: 'Другое', claims: others },
  ].filter((group) => group.claims.length > 0);
  return [
    make('p', {
      class: 'part-words',
      text: `Показано ${shown} из ${claims.length}. Это решила сама страница, прочитав журнал; отчёт о себе судить не может.`,
    }),
    ...groups.map(({ title, claims: list }) =>
      make(
        'div',
        { class: 'claim-group' },
        make('h3', { text: title }),
        make('ul', { class: 'claims' }, ...list.map((claim) => drawClaim(claim, makeMark(), places))),
      ),
    ),
  ];
}

function drawClaim({ state, sentence, why, evidence }: ClaimResult, mark: SVGElement, places: Places): HTMLElement {
  const words = make('div', { class: 'claim-words' }, make('p', { text: visibleLine(sentence, 600) }));
  if (why !== null) words.append(make('p', { class: 'claim-why', text: visibleLine(why, 600) }));
  if (evidence.length > 0) {
    words.append(make('ul', { class: 'evidence' }, ...evidence.map((one) => drawEvidence(one, places))));
  }
  return make('li', { class: 'claim', data: { mark: state === 'shown' ? 'done' : 'none', state } }, mark, words);
}

/** Seconds that a replay begins before what it is to show. */
const before = 2;

function drawEvidence({ seq, at, label, recording }: ClaimEvidence, places: Places): HTMLElement {
  const item = make('li');
  if (recording !== null && places.recorded(recording.terminal)) {
    const { terminal, seconds } = recording;
    item.append(
      makeButton(`▶ ${visibleLine(terminal, 40)} ${playText(seconds)}`, 'button-evidence', () =>
        places.play(terminal, { kind: 'whole', at: seconds - before }),
      ),
    );
  }
  item.append(
    makeButton(`на ленте ${clockText(at)}`, 'button-quiet', () => places.showTime(at)),
    makeButton(`событие ${seq}`, 'button-quiet', () => places.showEvent(seq)),
    make('span', { class: 'evidence-label', text: visibleLine(label, 200) }),
  );
  return item;
}
