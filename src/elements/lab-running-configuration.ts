import type { ConfigurationReport, ConfiguredFile } from '#protocol/configuration.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { watchConfiguration } from '../client/watch-configuration.ts';
import { fileStates } from './lab-configuration/file-states.ts';

/** `<lab-running-configuration data-files="a b">`: for each file one line on whether its text is what runs. */
class LabRunningConfiguration extends HTMLElement {
  #leaving = new AbortController();
  #seen = false;
  /** What is shown, so that a screen reader is told of changes only. */
  #shown = '';

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const { run } = labPageOf(this);
    const stop = run.subscribe(({ mode }) => {
      if (mode !== 'lost') this.hidden = mode !== 'live';
    });
    const askNow = watchConfiguration({
      run,
      seen: () => this.#seen,
      show: (report) => this.#show(report),
      fail: ({ title, message }) => this.#say(`${title}. ${message}`),
      signal,
    });
    const eye = new IntersectionObserver((entries) => {
      this.#seen = entries.at(-1)?.isIntersecting === true;
      askNow();
    });
    eye.observe(this);
    signal.addEventListener('abort', () => {
      stop();
      eye.disconnect();
    });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #show({ problems, files }: ConfigurationReport): void {
    const wanted = (this.dataset.files ?? '').split(' ');
    const found = files.filter(({ path }) => wanted.includes(path));
    const shown = JSON.stringify([problems, found]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const [problem] = problems;
    if (problem !== undefined) this.#say(`${problem}.`);
    else {
      this.#say(found.length === 0 ? 'Этих файлов в рабочей папке нет.' : '');
      part(this, 'files', HTMLElement).replaceChildren(...found.map((file) => this.#line(file)));
    }
  }

  #line(file: ConfiguredFile): Node {
    const line = document.importNode(part(this, 'line', HTMLTemplateElement).content, true);
    const item = line.firstElementChild;
    if (!(item instanceof HTMLElement)) throw new Error('the template of a line is empty');
    item.dataset.mark = fileStates[file.state].mark;
    part(item, 'path', HTMLElement).textContent = file.path;
    part(item, 'summary', HTMLElement).textContent = file.summary;
    const [reason] = file.reasons;
    part(item, 'reason', HTMLElement).textContent = reason?.text ?? '';
    part(item, 'reason', HTMLElement).hidden = reason === undefined;
    return item;
  }

  #say(problem: string): void {
    const place = part(this, 'problem', HTMLElement);
    if (place.textContent !== problem) place.textContent = problem;
    place.hidden = problem === '';
    if (problem !== '') part(this, 'files', HTMLElement).replaceChildren();
    if (problem !== '') this.#shown = '';
  }
}

customElements.define('lab-running-configuration', LabRunningConfiguration);
