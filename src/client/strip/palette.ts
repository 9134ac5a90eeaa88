/** The strip's colours, as the theme has them. */
export type Palette = {
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly ruleStrong: string;
  readonly paper: string;
  readonly sunk: string;
  readonly grid: string;
  readonly accent: string;
  readonly ok: string;
  readonly warn: string;
  readonly bad: string;
  readonly badWash: string;
  /** Fill, line of its pattern and text on it, node by node. */
  readonly nodes: readonly { readonly fill: string; readonly line: string; readonly text: string }[];
  readonly font: string;
};

/** Reads the colours from the custom properties that an element inherits. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: value('--ink'),
    soft: value('--ink-soft'),
    rule: value('--rule'),
    ruleStrong: value('--rule-strong'),
    paper: value('--paper-raised'),
    sunk: value('--paper-sunk'),
    grid: value('--grid-line'),
    accent: value('--accent'),
    ok: value('--ok'),
    warn: value('--warn'),
    bad: value('--bad'),
    badWash: value('--bad-wash'),
    nodes: [1, 2, 3].map((number) => ({
      fill: value(`--node-${number}`),
      line: value(`--node-${number}-line`),
      text: value(`--node-${number}-text`),
    })),
    font: value('--font-ui'),
  };
}
