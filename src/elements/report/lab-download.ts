import { ApiError } from '../../client/api.ts';
import { labPageOf } from '../../client/lab-page-context.ts';
import { part } from '../../client/part.ts';
import { downloadReport, keepFile } from '../../client/report/download.ts';

/** `<lab-download>`: makes the report, tells how it goes, and gives it to the browser to keep. */
class LabDownload extends HTMLElement {
  #leaving = new AbortController();
  #busy = false;
  #live = false;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    part(this, 'download', HTMLButtonElement).addEventListener('click', () => void this.#download(signal), { signal });
    const stop = labPageOf(this).run.subscribe(({ mode }) => {
      this.#live = mode === 'live';
      this.#label();
    });
    signal.addEventListener('abort', stop);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #label(): void {
    const button = part(this, 'download', HTMLButtonElement);
    button.setAttribute('aria-disabled', String(this.#busy || !this.#live));
    const words = this.#busy ? 'Собираем отчёт…' : 'Скачать отчёт';
    if (button.textContent?.trim() !== words) button.textContent = words;
  }

  async #download(signal: AbortSignal): Promise<void> {
    if (this.#busy || !this.#live) return;
    this.#busy = true;
    this.#label();
    this.#say('', false);
    const bar = part(this, 'bar', HTMLProgressElement);
    bar.removeAttribute('value');
    bar.hidden = false;
    try {
      const file = await downloadReport(labPageOf(this).run.api, signal, (bytes, of) => {
        if (of !== null) bar.value = bytes / of;
      });
      keepFile(file);
      this.#say(`Готово: ${file.name}, ${sizeText(file.blob.size)}.`, false);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.#say(`${error.title}. ${error.message} ${error.hint}`, true);
    } finally {
      bar.hidden = true;
      this.#busy = false;
      this.#label();
    }
  }

  #say(text: string, isProblem: boolean): void {
    const outcome = part(this, 'outcome', HTMLElement);
    outcome.textContent = text;
    outcome.dataset.problem = String(isProblem);
  }
}

function sizeText(bytes: number): string {
  return bytes < 1_048_576
    ? `${Math.max(1, Math.round(bytes / 1024))} КБ`
    : `${(bytes / 1_048_576).toFixed(1).replace('.', ',')} МБ`;
}

customElements.define('lab-download', LabDownload);
