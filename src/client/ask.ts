/** A question with a text that is shown as it is, letter for letter. */
export type Question = {
  readonly title: string;
  readonly text: string;
  /** Shown in a box of its own: the lines to paste, the address to open. */
  readonly quoted: string;
  readonly confirm: string;
};

/** Asks in a native dialog inside of `parent`; Esc and «Отмена» mean no. */
export function ask(parent: Element, { title, text, quoted, confirm }: Question): Promise<boolean> {
  const heading = element('h2', title);
  heading.id = `ask-${crypto.randomUUID()}`;
  const box = element('pre', quoted);
  box.tabIndex = 0;
  const dialog = element('dialog');
  const buttons = element('div');
  buttons.className = 'dialog-actions';
  const yes = button(confirm, 'button button-primary', () => dialog.close('yes'));
  buttons.append(
    button('Отмена', 'button', () => dialog.close('')),
    yes,
  );
  dialog.className = 'dialog ask';
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.append(heading, element('p', text), box, buttons);
  parent.append(dialog);
  dialog.showModal();
  yes.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text = ''): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function button(text: string, className: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', text);
  made.type = 'button';
  made.className = className;
  made.addEventListener('click', onClick);
  return made;
}
