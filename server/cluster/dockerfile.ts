/** One instruction of a Dockerfile, its continued lines joined and its comments gone. */
export type Instruction = { readonly name: string; readonly text: string };

/** What a Dockerfile says, as far as an image can be compared with it. */
export type Recipe = {
  readonly instructions: readonly Instruction[];
  /** Files of the context that are copied, with their place in the image; folders and patterns are left out. */
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  /** Why its layers can't be compared word by word: several stages, arguments, here-documents. */
  readonly incomparable: boolean;
};

/** Reads a Dockerfile. */
export function parseDockerfile(text: string): Recipe {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => !/^\s*#/.test(line) && line.trim() !== '')
    .join('\n')
    .replaceAll(/\\[ \t]*\n/g, ' ')
    .split('\n');
  const instructions = lines.map((line) => {
    const [, name = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
    return { name: name.toUpperCase(), text: squeeze(rest) };
  });
  const stages = instructions.filter(({ name }) => name === 'FROM').length;
  return {
    instructions,
    copies: instructions
      .filter(({ name, text: words }) => (name === 'COPY' || name === 'ADD') && !words.includes('--from'))
      .flatMap(({ text: words }) => copiesOf(words)),
    incomparable:
      stages !== 1 || instructions.some(({ name, text: words }) => name === 'ARG' || /<<-?["']?\w/.test(words)),
  };
}

function copiesOf(text: string): { from: string; to: string }[] {
  const words = text.startsWith('[') ? jsonWords(text) : text.split(' ').filter((word) => !word.startsWith('--'));
  const to = words.at(-1);
  const sources = words.slice(0, -1);
  if (to === undefined || /[$]/.test(to)) return [];
  return sources
    .filter((from) => !/[*?$]|^\.?\/?$|:\/\//.test(from) && !from.endsWith('/'))
    .map((from) => {
      const file = from.replace(/^\.?\//, '');
      const folder = to.endsWith('/') || sources.length > 1;
      return { from: file, to: folder ? `${to.replace(/\/$/, '')}/${file.split('/').at(-1) ?? file}` : to };
    })
    .filter((copy) => copy.to.startsWith('/'));
}

function jsonWords(text: string): string[] {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
  } catch (error) {
    // Docker takes such a line for the plain form and fails to build it: there is nothing to compare.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Instructions whose words a layer's history keeps as they were written. */
const literal = new Set(['RUN', 'USER', 'WORKDIR']);

/** Builders add labels of their own. */
const ignored = new Set(['FROM', 'LABEL', 'ARG']);

/**
 * The first instruction that the image was not made by: `null` when it was made by all of them and no others.
 * @param history what made the image's layers above its base, the oldest first
 */
export function firstDifference(recipe: Recipe, history: readonly string[]): Instruction | null {
  const wanted = recipe.instructions.filter(({ name }) => !ignored.has(name));
  const made = history.map(instructionOf).filter(({ name }) => !ignored.has(name));
  for (const [index, instruction] of wanted.entries()) {
    if (!agrees(instruction, made[index])) return instruction;
  }
  return made[wanted.length] ?? null;
}

/** Whether the image's last RUN layers are the recipe's, for an image whose base is not at hand. */
export function endsWithRuns(recipe: Recipe, history: readonly string[]): boolean {
  const runs = (all: readonly Instruction[]) => all.filter(({ name }) => name === 'RUN');
  const wanted = runs(recipe.instructions);
  const made = runs(history.map(instructionOf)).slice(-wanted.length);
  return wanted.length === made.length && wanted.every((run, index) => agrees(run, made[index]));
}

function agrees(wanted: Instruction, made: Instruction | undefined): boolean {
  if (made?.name !== wanted.name) return false;
  return (
    !literal.has(wanted.name) || /[$]/.test(wanted.name === 'RUN' ? '' : wanted.text) || plain(wanted) === plain(made)
  );
}

function plain({ text }: Instruction): string {
  return squeeze(text.replaceAll(/--(?:mount|network|security)=\S+\s+/g, ''));
}

/** Both builders write the instruction that made a layer, each in its own form. */
function instructionOf(layer: string): Instruction {
  const text = squeeze(layer.replace(/\s*# buildkit$/, ''));
  const nop = /^\/bin\/sh -c #\(nop\) (\S+) ?(.*)$/.exec(text);
  if (nop !== null) return { name: nop[1] ?? '', text: nop[2] ?? '' };
  const shell = /^(?:RUN )?(?:\|\d+ (?:\S+=\S* )*)?\/bin\/sh -c (.*)$/.exec(text);
  if (shell !== null) return { name: 'RUN', text: shell[1] ?? '' };
  const [, name = '', rest = ''] = /^(\S+) ?(.*)$/.exec(text) ?? [];
  return { name: name.toUpperCase(), text: rest };
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
