import { lightTerminal } from '#protocol/terminal-colours.ts';

/**
 * The colours of drawings, by the names of the site's style sheet. A picture has them as they are on light paper;
 * a document names them, and its style sheet says what they are by day and by night.
 */
export const lightColours = {
  paper: '#ffffff',
  page: '#fbfbf8',
  sunk: '#f1f2ef',
  ink: '#1c2233',
  soft: '#535b70',
  rule: '#d8dce4',
  'rule-strong': '#868ea1',
  grid: '#e6ebf1',
  margin: '#dc8f92',
  accent: '#2a479c',
  'accent-wash': '#e9edf8',
  ok: '#1b6a45',
  'ok-wash': '#e4f2ea',
  warn: '#7d5200',
  'warn-wash': '#faf0d9',
  bad: '#a32b36',
  'bad-wash': '#fbe9e8',
  'code-paper': '#f0f2f6',
  'code-rule': '#dbdfe8',
  'terminal-paper': '#fdfdfc',
  'terminal-ink': '#1c2233',
  'node-1': '#2f55b5',
  'node-1-line': '#1c3480',
  'node-1-text': '#ffffff',
  'node-2': '#f2bd66',
  'node-2-line': '#d68f2b',
  'node-2-text': '#2b1b00',
  'node-3': '#8fc7b5',
  'node-3-line': '#3f8b75',
  'node-3-text': '#06251c',
} as const;

export type ColourName = keyof typeof lightColours;

/** How a drawing names its colours and fonts. */
export type Paint = {
  readonly kind: 'picture' | 'document';
  readonly colour: (name: ColourName) => string;
  /** One of the terminal's 256. */
  readonly terminal: (index: number) => string;
};

/** The sixteen of the terminal by their numbers. */
export const sixteen = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const satisfies readonly (keyof typeof lightTerminal)[];

/** For a PNG: the colours themselves. */
export const picturePaint: Paint = {
  kind: 'picture',
  colour: (name) => lightColours[name],
  terminal: (index) => {
    const name = sixteen[index];
    return name === undefined ? furtherColour(index) : lightTerminal[name];
  },
};

/** For a document: names that its style sheet knows. */
export const documentPaint: Paint = {
  kind: 'document',
  colour: (name) => `var(--${name})`,
  terminal: (index) => (sixteen[index] === undefined ? furtherColour(index) : `var(--t${index})`),
};

/** The colours 16 to 255: a cube of six shades each, then greys. */
function furtherColour(index: number): string {
  const shades = [0, 95, 135, 175, 215, 255];
  const cube = index - 16;
  const parts =
    index >= 232
      ? [8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232)]
      : [shades[Math.floor(cube / 36) % 6], shades[Math.floor(cube / 6) % 6], shades[cube % 6]];
  return `#${parts.map((part) => (part ?? 0).toString(16).padStart(2, '0')).join('')}`;
}
