import type { DoctorLine, DoctorReport, DoctorState } from '#protocol/doctor.ts';
import { ApiError } from '../client/api.ts';
import { copyText } from '../client/clipboard.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { parseDoctorReport } from '../client/parse-doctor.ts';
import { part } from '../client/part.ts';
import { plural } from '#protocol/words/plural.ts';
import type { Mode } from '../client/run-connection.ts';

/** The doctor asks the engine, ports and images, each with its own deadline. */
const doctorDeadline = 60_000;

const words: Readonly<Record<DoctorState, { mark: string; word: string }>> = {
  ok: { mark: 'done', word: 'в порядке' },
  warning: { mark: 'unknown', word: 'обратите внимание' },
  problem: { mark: 'unknown', word: 'мешает' },
};

const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `<lab-doctor>` shows what the lab needs of this machine, what was found, and the command that mends it. */
class LabDoctor extends HTMLElement {
  #leaving = new AbortController();
  #mode: Mode | null = null;
  #asking = false;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    part(this, 'again', HTMLButtonElement).addEventListener('click', () => void this.#ask(), { signal });
    const stop = labPageOf(this).run.subscribe(({ mode }) => this.#follow(mode));
    signal.addEventListener('abort', stop);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #follow(mode: Mode): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    part(this, 'reading', HTMLElement).hidden = mode !== 'reading';
    const verdict = part(this, 'verdict', HTMLElement);
    verdict.hidden = mode === 'reading';
    part(this, 'again', HTMLElement).hidden = mode !== 'live';
    if (mode === 'live') void this.#ask();
    if (mode === 'refused' || mode === 'lost') verdict.textContent = 'Спросить машину сейчас не у кого.';
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const verdict = part(this, 'verdict', HTMLElement);
    verdict.textContent = 'Осматриваем машину…';
    try {
      const answer = await labPageOf(this).run.api.get('/api/doctor', { deadline: doctorDeadline });
      this.#show(parseDoctorReport(answer));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      verdict.textContent = `${error.title}. ${error.message} ${error.hint}`;
    } finally {
      this.#asking = false;
    }
  }

  #show(report: DoctorReport): void {
    const problems = report.lines.filter(({ state }) => state === 'problem').length;
    const warnings = report.lines.filter(({ state }) => state === 'warning').length;
    part(this, 'verdict', HTMLElement).textContent = sayVerdict(report.canRun, problems, warnings);
    part(this, 'at', HTMLElement).textContent = `Осмотрено в ${clock.format(new Date(report.at))}`;
    const order: readonly DoctorState[] = ['problem', 'warning', 'ok'];
    const lines = order.flatMap((state) => report.lines.filter((line) => line.state === state));
    part(this, 'lines', HTMLElement).replaceChildren(...lines.map((line) => this.#makeLine(line)));
  }

  #makeLine(line: DoctorLine): Node {
    const copy = document.importNode(part(this, 'line', HTMLTemplateElement).content, true);
    const item = copy.querySelector('li');
    if (item === null) throw new Error('<lab-doctor> has no line in its template');
    const { mark, word } = words[line.state];
    item.dataset.mark = mark;
    item.dataset.state = line.state;
    const say = (name: string, text: string) => {
      part(item, name, HTMLElement).textContent = text;
    };
    say('title', line.title);
    say('word', word);
    say('found', line.found);
    say('why', line.why);
    part(item, 'fix', HTMLElement).hidden = line.fix === null || line.state === 'ok';
    say('command', line.fix ?? '');
    const button = part(item, 'copy', HTMLButtonElement);
    button.addEventListener('click', () => void copyCommand(line.fix ?? '', button));
    return item;
  }
}

function sayVerdict(canRun: boolean, problems: number, warnings: number): string {
  if (!canRun) {
    return `Команды лабораторной пока не выполнятся: ${plural(problems, 'препятствие', 'препятствия', 'препятствий')}.`;
  }
  const rest = problems + warnings;
  if (rest === 0) return 'Всё в порядке: лабораторную можно выполнять.';
  return `Лабораторную можно выполнять; ${plural(rest, 'замечание', 'замечания', 'замечаний')} ниже.`;
}

async function copyCommand(text: string, button: HTMLButtonElement): Promise<void> {
  button.textContent = (await copyText(text)) ? 'Скопировано' : 'Выделите и скопируйте сами';
  setTimeout(() => {
    button.textContent = 'Скопировать';
  }, 2_500);
}

customElements.define('lab-doctor', LabDoctor);
