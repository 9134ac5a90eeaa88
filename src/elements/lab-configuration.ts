import type { ConfigurationReport } from '#protocol/configuration.ts';
import { parseRecord } from '#protocol/parse.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { plural } from '#protocol/words/plural.ts';
import type { Mode } from '../client/run-connection.ts';
import { watchConfiguration } from '../client/watch-configuration.ts';
import { makeFileCard } from './lab-configuration/file-card.ts';

const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `<lab-configuration data-editors="{path: address}">` shows which configuration runs, and looks again by itself. */
class LabConfiguration extends HTMLElement {
  #leaving = new AbortController();
  #mode: Mode | null = null;
  /** What is shown, so that nothing under the reader's hand is made anew without need. */
  #shown = new Map<string, { readonly of: string; readonly card: HTMLElement }>();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { run } = labPageOf(this);
    const stop = run.subscribe(({ mode }) => this.#follow(mode));
    signal.addEventListener('abort', stop);
    watchConfiguration({
      run,
      seen: () => true,
      show: (report) => this.#show(report),
      fail: ({ title, message, hint }) => this.#say(`${title}. ${message} ${hint}`),
      signal,
    });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #follow(mode: Mode): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    const reading = mode === 'reading';
    part(this, 'reading', HTMLElement).hidden = !reading;
    part(this, 'verdict', HTMLElement).hidden = reading;
    part(this, 'files', HTMLElement).hidden = reading;
    if (mode === 'refused' || mode === 'lost') this.#say('Лаборатория не отвечает: показано то, что было известно.');
  }

  #show(report: ConfigurationReport): void {
    this.#say(sayVerdict(report));
    part(this, 'at', HTMLElement).textContent = `Сравнено в ${clock.format(new Date(report.at))}`;
    const editors = parseRecord(JSON.parse(this.dataset.editors ?? '{}'), 'data-editors');
    const cards = report.files.map((file) => {
      const of = JSON.stringify(file);
      const known = this.#shown.get(file.path);
      if (known?.of === of) return known.card;
      const editor = editors[file.path];
      const card = makeFileCard(this, file, typeof editor === 'string' ? editor : undefined);
      this.#shown.set(file.path, { of, card });
      return card;
    });
    const list = part(this, 'files', HTMLElement);
    if (cards.length !== list.children.length || cards.some((card, index) => card !== list.children[index])) {
      list.replaceChildren(...cards);
    }
  }

  #say(text: string): void {
    const verdict = part(this, 'verdict', HTMLElement);
    if (verdict.textContent !== text) verdict.textContent = text;
  }
}

function sayVerdict({ problems, files }: ConfigurationReport): string {
  const [problem] = problems;
  if (problem !== undefined) return `${problem}.`;
  if (files.length === 0) return 'В рабочей папке нет файлов лабораторной.';
  const differ = files.filter(({ state }) => state === 'differs').length;
  const mistakes = files.flatMap((file) => file.mistakes).filter(({ severity }) => severity === 'mistake').length;
  const slips =
    mistakes === 0
      ? ''
      : ` В самих файлах ${plural(mistakes, 'известная ошибка', 'известные ошибки', 'известных ошибок')}.`;
  if (differ > 0)
    return `Работает не всё, что в файлах: отличается ${plural(differ, 'файл', 'файла', 'файлов')}.${slips}`;
  if (files.every(({ state }) => state === 'idle')) return `Контейнеров пока нет: сравнивать не с чем.${slips}`;
  if (files.some(({ state }) => state === 'unknown')) return `Отличий не видно, но сравнить удалось не всё.${slips}`;
  return `Работает то, что написано в файлах.${slips}`;
}

customElements.define('lab-configuration', LabConfiguration);
