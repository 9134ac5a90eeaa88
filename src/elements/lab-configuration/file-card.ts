import type { ConfigurationPlace, ConfiguredFile } from '#protocol/configuration.ts';
import { copyText } from '../../client/clipboard.ts';
import { part } from '../../client/part.ts';
import { differencesByKey } from './differences.ts';
import { fileStates } from './file-states.ts';

const marks: Readonly<Record<ConfigurationPlace['state'], string>> = {
  reference: 'partly',
  same: 'done',
  different: 'unknown',
  absent: 'none',
  none: 'none',
  unknown: 'unknown',
};

const words: Readonly<Record<ConfigurationPlace['state'], string>> = {
  reference: 'образец',
  same: 'то же',
  different: 'другое',
  absent: 'ещё нет',
  none: 'не бывает',
  unknown: 'неизвестно',
};

const titles: readonly (readonly [ConfigurationPlace['kind'], string])[] = [
  ['workspace', 'В рабочей папке'],
  ['image', 'В образе'],
  ['container', 'В контейнере'],
  ['cluster', 'В кластере'],
];

const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });

/** Makes the card of one file; `root` holds the templates. */
export function makeFileCard(root: Element, file: ConfiguredFile, editor: string | undefined): HTMLElement {
  const card = fromTemplate(root, 'file');
  const { mark, word } = fileStates[file.state];
  part(card, 'head', HTMLElement).dataset.mark = mark;
  card.dataset.state = file.state;
  say(card, 'path', file.path);
  say(card, 'word', word);
  say(card, 'summary', file.summary);
  // Where everything is the same, the head has said so.
  part(card, 'summary', HTMLElement).hidden = file.state === 'same';
  const link = part(card, 'editor', HTMLAnchorElement);
  link.hidden = editor === undefined;
  if (editor !== undefined) link.href = editor;
  part(card, 'places', HTMLElement).replaceChildren(
    ...titles.flatMap(([kind, title]) => {
      const places = file.places.filter((place) => place.kind === kind);
      return places.length === 0 ? [] : [makePlace(root, title, places)];
    }),
  );
  fill(card, 'differences', 'difference-list', differencesByKey(file.places).map(makeDifference));
  fill(
    card,
    'reasons',
    'reason-list',
    file.reasons.map(({ text, commands }) => {
      const item = element('li');
      item.append(element('p', text), ...commands.map((command) => makeCommand(root, command)));
      return item;
    }),
  );
  fill(
    card,
    'mistakes',
    'mistake-list',
    file.mistakes.map(({ severity, line, what, effect, remedy }) => {
      const item = element('li');
      item.dataset.severity = severity;
      const head = element('p');
      const kind = severity === 'mistake' ? 'Ошибка' : 'Совет';
      head.append(element('strong', line === null ? `${kind}. ` : `${kind}, строка ${line}. `), what);
      item.append(head, element('p', `${effect} ${remedy}`));
      return item;
    }),
  );
  return card;
}

function makePlace(root: Element, title: string, places: readonly ConfigurationPlace[]): HTMLElement {
  const place = fromTemplate(root, 'place');
  say(place, 'title', title);
  part(place, 'owners', HTMLElement).replaceChildren(
    ...places.map(({ owner, state, found, since }) => {
      const item = fromTemplate(root, 'owner');
      item.dataset.state = state;
      item.dataset.mark = marks[state];
      say(item, 'name', owner === null ? words[state] : `${owner} — ${words[state]}`);
      say(item, 'found', found);
      say(item, 'since', since === null ? '' : `с ${sayMoment(since)}`);
      return item;
    }),
  );
  return place;
}

function makeDifference({ where, mine, theirs }: ReturnType<typeof differencesByKey>[number]): HTMLElement {
  const item = element('li');
  item.className = 'difference';
  const values = element('dl');
  values.className = 'values';
  values.append(
    ...value('в файле', mine, 'mine'),
    ...theirs.flatMap((one) => value(one.places.join(', '), one.value, 'theirs')),
  );
  item.append(keyPath(where), values);
  return item;
}

/** A long path breaks after its dots. */
function keyPath(path: string): HTMLElement {
  const made = element('code');
  for (const [index, word] of path.split('.').entries()) {
    if (index > 0) made.append('.', element('wbr'));
    made.append(word);
  }
  return made;
}

function value(name: string, text: string | null, className: string): HTMLElement[] {
  const shown = element('dd');
  shown.className = text === null ? 'nothing' : className;
  if (text === null) shown.textContent = 'нет';
  else shown.append(element('code', text.trim() === '' ? text : text.trim()));
  return [element('dt', name), shown];
}

function makeCommand(root: Element, command: string): HTMLElement {
  const made = fromTemplate(root, 'command');
  say(made, 'text', command);
  const button = part(made, 'copy', HTMLButtonElement);
  button.addEventListener('click', () => void copy(command, button));
  return made;
}

async function copy(text: string, button: HTMLButtonElement): Promise<void> {
  button.textContent = (await copyText(text)) ? 'Скопировано' : 'Выделите и скопируйте сами';
  setTimeout(() => {
    button.textContent = 'Скопировать';
  }, 2_500);
}

function sayMoment(at: number): string {
  const recent = Date.now() - at < 12 * 3_600_000;
  return (recent ? clock : day).format(new Date(at));
}

function fill(card: HTMLElement, section: string, list: string, items: readonly Node[]): void {
  part(card, section, HTMLElement).hidden = items.length === 0;
  part(card, list, HTMLElement).replaceChildren(...items);
}

function fromTemplate(root: Element, name: string): HTMLElement {
  const copy = document.importNode(part(root, name, HTMLTemplateElement).content, true).firstElementChild;
  if (!(copy instanceof HTMLElement)) throw new Error(`the template ${name} is empty`);
  return copy;
}

function say(root: Element, name: string, text: string): void {
  part(root, name, HTMLElement).textContent = text;
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text = ''): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
