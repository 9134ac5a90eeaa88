import type { ClaimEvidence, ClaimResult } from '#checks/claims/claim.ts';
import { type ClaimsNews, followClaims } from '../../client/report/claims-feed.ts';
import { answered, beginningOf, claimsText, missingText } from '../../client/report/report-view.ts';
import { labPageOf } from '../../client/lab-page-context.ts';
import { part } from '../../client/part.ts';
import type { RunSnapshot } from '../../client/run-connection.ts';
import { createClaimItem } from './claim-item.ts';
import '../lab-strip.ts';

/** `<lab-report>`: what the report will say, as the run goes on. */
class LabReport extends HTMLElement {
  #leaving = new AbortController();
  #snapshot: RunSnapshot = { mode: 'connecting', state: null };
  /** Whose strip is shown. */
  #stripButton: HTMLButtonElement | null = null;
  /** Each claim as it is shown now: what has not changed is left alone, with a replay that may be open in it. */
  readonly #shown = new Map<string, { readonly told: string; readonly item: HTMLElement }>();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { run } = labPageOf(this);
    const stops = [run.subscribe((snapshot) => this.#follow(snapshot)), followClaims(run, (news) => this.#hear(news))];
    signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
    });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #follow(snapshot: RunSnapshot): void {
    this.#snapshot = snapshot;
    const { mode, state } = snapshot;
    part(this, 'reading', HTMLElement).hidden = mode !== 'reading';
    part(this, 'waiting', HTMLElement).hidden = state !== null || mode === 'reading';
    part(this, 'waiting', HTMLElement).textContent =
      mode === 'refused' || mode === 'lost' ? 'Собрать отчёт сейчас не из чего.' : 'Смотрим, что готово…';
    const works = state !== null && mode !== 'reading';
    part(this, 'content', HTMLElement).hidden = !works;
    if (!works) return;
    this.#showAnswers();
  }

  #showAnswers(): void {
    const { state } = this.#snapshot;
    if (state === null) return;
    const items = [...this.querySelectorAll<HTMLElement>('[data-question]')];
    const questions = items.map(({ dataset }) => dataset.question ?? '');
    const own = answered(questions, state.answers);
    for (const item of items) {
      const id = item.dataset.question ?? '';
      const mark = own.has(id) ? 'done' : 'open';
      if (item.dataset.mark !== mark) item.dataset.mark = mark;
      setText(
        part(item, 'answer', HTMLElement),
        own.has(id) ? beginningOf(state.answers[id]?.text ?? '') : 'Ответа пока нет.',
      );
    }
    setText(part(this, 'answers-summary', HTMLElement), `Написано ${own.size} из ${questions.length}`);
    const missing = missingText(state, questions);
    const words = part(this, 'missing', HTMLElement);
    words.hidden = missing === null;
    setText(words, missing ?? '');
  }

  #hear(news: ClaimsNews): void {
    const summary = part(this, 'claims-summary', HTMLElement);
    if (news.kind === 'failed') return setText(summary, `Утверждения не удалось узнать. ${news.reason}`);
    const { claims } = news;
    setText(summary, claims.length === 0 ? 'Утверждений в этой лабораторной нет.' : claimsText(claims));
    for (const place of this.querySelectorAll<HTMLElement>('[data-claims-of]')) {
      const own = claims.filter(({ step }) => step === place.dataset.claimsOf);
      const items = own.map((claim) => this.#itemOf(claim, place));
      const list = part(place, 'claims', HTMLElement);
      if (items.some((item, index) => list.children[index] !== item) || list.children.length !== items.length) {
        list.replaceChildren(...items);
      }
      place.hidden = items.length === 0;
    }
    for (const group of this.querySelectorAll<HTMLElement>('[data-group]')) {
      group.hidden = group.querySelector('[data-claims-of]:not([hidden])') === null;
    }
  }

  #itemOf(claim: ClaimResult, place: HTMLElement): HTMLElement {
    const told = JSON.stringify(claim);
    const known = this.#shown.get(claim.id);
    if (known?.told === told) return known.item;
    // The strip must not go with a line that is written anew.
    const strip = known?.item.querySelector('lab-strip') ?? null;
    if (strip !== null) {
      part(this, 'strip-home', HTMLElement).append(strip);
      this.#stripButton = null;
    }
    const item = createClaimItem(part(this, 'claim', HTMLTemplateElement), claim, {
      step: { title: place.dataset.title ?? '', href: place.dataset.href ?? '' },
      api: labPageOf(this).run.api,
      showOnStrip: (button, place, evidence) => this.#moveStrip(button, place, evidence),
    });
    this.#shown.set(claim.id, { told, item });
    return item;
  }

  /** The page has one strip: it goes to whoever wants it, and home again. */
  #moveStrip(button: HTMLButtonElement, place: HTMLElement, { at }: ClaimEvidence): void {
    const strip = this.querySelector('lab-strip');
    if (strip === null) return;
    const closes = this.#stripButton === button;
    this.#stripButton?.setAttribute('aria-expanded', 'false');
    for (const old of this.querySelectorAll<HTMLElement>('[data-part="strip-place"]')) old.hidden = true;
    this.#stripButton = closes ? null : button;
    if (closes) return part(this, 'strip-home', HTMLElement).append(strip);
    button.setAttribute('aria-expanded', 'true');
    if (strip.parentElement !== place) place.append(strip);
    place.hidden = false;
    strip.goTo(at);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    place.scrollIntoView({ block: 'nearest', behavior: calm ? 'auto' : 'smooth' });
  }
}

/** A text that did not change is left alone: a screen reader would read it again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define('lab-report', LabReport);
