import { type Stuck, wholeness } from '#protocol/wholeness.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { heardAt } from '../client/reading/heard-at.ts';
import type { RunSnapshot } from '../client/run-connection.ts';

/** `<lab-fault-whole>`: whether the cluster is whole now; what is stuck and how to mend it. */
class LabFaultWhole extends HTMLElement {
  #unsubscribe = () => {};
  #shown = '';

  connectedCallback(): void {
    this.#unsubscribe = labPageOf(this).run.subscribe((snapshot) => this.#show(snapshot));
  }

  disconnectedCallback(): void {
    this.#unsubscribe();
  }

  #show({ mode, state }: RunSnapshot): void {
    if (state === null || (mode !== 'live' && mode !== 'reading')) {
      if (mode === 'lost') this.#tell('unknown', 'Связи с лабораторией нет, и состояние кластера неизвестно.', []);
      return;
    }
    if (state.witnesses.length === 0) return this.#tell('unknown', 'Свидетели ещё не опрошены…', []);
    const { recorded } = labPageOf(this);
    const reports = recorded === null ? state.witnesses : heardAt(state.witnesses, recorded.clock.at);
    const { whole, stuck } = wholeness(reports, newest(reports));
    if (whole) this.#tell('yes', 'Кластер цел: два узла, поток журнала, отставание нулевое.', []);
    else this.#tell('no', 'Кластер не цел.', stuck);
  }

  #tell(whole: string, verdict: string, stuck: readonly Stuck[]): void {
    const text = JSON.stringify([whole, verdict, stuck]);
    if (text === this.#shown) return;
    this.#shown = text;
    this.dataset.whole = whole;
    part(this, 'verdict', HTMLElement).textContent = verdict;
    const list = part(this, 'stuck', HTMLElement);
    list.hidden = stuck.length === 0;
    list.replaceChildren(...stuck.map(({ what, mend }) => itemOf(what, mend)));
  }
}

/** The server's now as the page knows it: its clock may differ from the browser's. */
function newest(reports: readonly { readonly answeredAt: number | null }[]): number | null {
  const times = reports.flatMap(({ answeredAt }) => answeredAt ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

function itemOf(what: string, mend: string): HTMLLIElement {
  const item = document.createElement('li');
  const cure = document.createElement('span');
  cure.className = 'mend';
  cure.textContent = mend;
  item.append(what.charAt(0).toUpperCase() + what.slice(1), cure);
  return item;
}

customElements.define('lab-fault-whole', LabFaultWhole);
