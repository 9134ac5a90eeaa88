import { darkTerminal, lightTerminal } from '#protocol/terminal-colours.ts';
import { type ColourName, lightColours, sixteen } from '../drawings/paint.ts';

/** The colours of drawings and text by night, as in the site's dark theme. */
export const darkColours: Readonly<Record<ColourName, string>> = {
  paper: '#1b1f2a',
  page: '#14171f',
  sunk: '#10131a',
  ink: '#e3e6ee',
  soft: '#a7aec0',
  rule: '#2d3443',
  'rule-strong': '#767f95',
  grid: '#252b38',
  margin: '#7c4349',
  accent: '#a3b8ff',
  'accent-wash': '#222b47',
  ok: '#7acb9e',
  'ok-wash': '#16302a',
  warn: '#e3b65f',
  'warn-wash': '#332a17',
  bad: '#f3979a',
  'bad-wash': '#391f26',
  'code-paper': '#1e2330',
  'code-rule': '#313a4b',
  'terminal-paper': '#10131a',
  'terminal-ink': '#e3e6ee',
  'node-1': '#4a69cf',
  'node-1-line': '#2c469b',
  'node-1-text': '#ffffff',
  'node-2': '#d99a45',
  'node-2-line': '#a9701f',
  'node-2-text': '#1e1200',
  'node-3': '#5fa58f',
  'node-3-line': '#3f8b75',
  'node-3-text': '#06251c',
};

function properties(colours: Readonly<Record<string, string>>, terminal: Readonly<Record<string, string>>): string {
  return [
    ...Object.entries(colours).map(([name, colour]) => `--${name}: ${colour};`),
    ...sixteen.map((name, index) => `--t${index}: ${terminal[name] ?? ''};`),
  ].join(' ');
}

/** The document's one style sheet. Paper is always light: only a screen is ever dark. */
export const styleSheet = `
:root { color-scheme: light; ${properties(lightColours, lightTerminal)}
  --text: Literata, 'Iowan Old Style', Charter, 'PT Serif', 'Noto Serif', 'Liberation Serif', Georgia, 'Times New Roman', serif;
  --ui: 'Golos Text', system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif;
  --mono: 'JetBrains Mono', ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace; }
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; ${properties(darkColours, darkTerminal)} } }
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); font: 100%/1.6 var(--text); text-size-adjust: none; hyphens: auto; hyphenate-limit-chars: 7 3 3; }
body { margin: 0; }
h1, h2, h3, p, ul, ol, dl, dd, figure, pre, blockquote, table { margin: 0; }
h1, h2, h3 { font-weight: 600; line-height: 1.22; text-wrap: balance; hyphens: manual; }
h1 { font-size: clamp(1.75rem, 1.5rem + 0.9vw, 2.25rem); letter-spacing: -0.012em; }
h2 { margin-top: 3.5rem; font-size: 1.5rem; }
h3 { margin-top: 2.25rem; font-size: 1.1875rem; }
h2 + *, h3 + * { margin-top: 0.75rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
:target { scroll-margin-top: 1rem; }
li:target, tr:target, .claim:target { background: var(--accent-wash); }
code, pre { font-family: var(--mono); font-variant-ligatures: none; hyphens: none; }
code { padding: 0.08em 0.3em; border-radius: 3px; background: var(--code-paper); font-size: 0.845em; overflow-wrap: break-word; }
pre { padding: 0.75rem 1rem; border: 1px solid var(--code-rule); border-radius: 4px; background: var(--code-paper); font-size: 0.8125rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
table, time, .when { font-variant-numeric: tabular-nums lining-nums; }

header { border-bottom: 1px solid var(--rule); background-color: var(--paper);
  background-image: linear-gradient(var(--grid) 1px, transparent 1px), linear-gradient(90deg, var(--grid) 1px, transparent 1px); background-position: -1px -1px; background-size: 20px 20px; }
.sheet { max-width: 54rem; margin-inline: auto; padding-inline: 2rem; }
header .sheet { position: relative; padding-block: 3rem 2.5rem; }
header .sheet::before { content: ''; position: absolute; inset-block: 0; left: 0.75rem; border-left: 1px solid var(--margin); }
.author { margin-top: 0.75rem; font-size: 1.125rem; }
.facts { margin-top: 0.5rem; padding: 0; color: var(--soft); font: 0.875rem/1.5 var(--ui); list-style: none; hyphens: manual; }
main { padding-bottom: 4rem; }
main p:not(.missing), main .list, blockquote { max-width: 42rem; text-wrap: pretty; }
main > * + *, section > * + * { margin-top: 1rem; }
.list { padding-left: 1.5rem; }
.list li + li { margin-top: 0.5rem; }
.list li::marker { content: '—\\00a0\\00a0'; color: var(--soft); }
nav { margin-top: 2rem; font: 0.875rem/1.9 var(--ui); hyphens: manual; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.5rem; padding: 0; list-style: none; }

.claims { padding: 0; font: 0.9375rem/1.5 var(--ui); list-style: none; hyphens: manual; }
.claims > li { display: grid; grid-template-columns: 2rem 7.25rem 1fr; gap: 0 0.5rem; padding: 0.625rem 0.25rem; border-bottom: 1px solid var(--rule); break-inside: avoid; }
.mark { font: 600 0.8125rem/1.75 var(--ui); white-space: nowrap; hyphens: manual; }
.mark svg { display: inline-block; width: 0.875rem; height: 0.875rem; margin-right: 0.35rem; vertical-align: -0.0625rem; }
.shown .mark { color: var(--ok); }
.not-shown .mark { color: var(--soft); font-weight: 400; }
.number { color: var(--soft); font: 0.8125rem/1.75 var(--ui); font-variant-numeric: tabular-nums; text-align: right; }
.where { margin-top: 0.125rem; padding: 0; color: var(--soft); font-size: 0.8125rem; list-style: none; overflow-wrap: anywhere; }
details.more { border: 0; background: none; }
.more summary { padding: 0; color: var(--accent); font: 0.8125rem/1.5 var(--ui); width: max-content; }
.claims p { max-width: none; }
.claim { display: flex; flex-wrap: wrap; gap: 0 0.75rem; max-width: 42rem; padding: 0.5rem 0.875rem; border-left: 3px solid var(--rule-strong); border-radius: 0 4px 4px 0; background: var(--sunk); break-inside: avoid; }
.claim.shown { border-left-color: var(--ok); background: var(--ok-wash); }
td.one { white-space: nowrap; }
.claim .mark { flex: 0 0 7rem; }
.claim p { flex: 1 1 20rem; }
.why { color: var(--soft); }
.tally { font: 600 1.0625rem/1.5 var(--ui); }

.command { break-inside: avoid; }
.command .outcome { margin-top: 0.25rem; color: var(--soft); font: 0.8125rem/1.4 var(--ui); font-variant-numeric: tabular-nums; }
.undone pre { border-style: dashed; background: none; color: var(--soft); }
.command + .command { margin-top: 0.75rem; }
figure { margin-block: 1.5rem; break-inside: avoid; }
figure .scroll > svg, details .scroll > svg { display: block; margin-inline: auto; max-width: 100%; height: auto; }
figure svg text { white-space: pre; font-variant-ligatures: none; }
figcaption { margin-top: 0.5rem; color: var(--soft); font-size: 0.9375rem; line-height: 1.4; text-align: center; text-wrap: balance; hyphens: manual; }
.missing { padding: 1.25rem 1rem; border: 1px dashed var(--rule-strong); border-radius: 5px; color: var(--soft); font: 0.875rem/1.5 var(--ui); text-align: center; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font: 0.8125rem/1.45 var(--ui); hyphens: manual; }
caption { padding-bottom: 0.25rem; color: var(--soft); text-align: left; }
th, td { padding: 0.375rem 0.75rem 0.375rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th { border-bottom-color: var(--rule-strong); font-weight: 600; }
tbody th { border-bottom-color: var(--rule); font-weight: 400; }
details { border: 1px solid var(--rule); border-radius: 4px; background: var(--paper); }
details + details { margin-top: 0.5rem; }
summary { padding: 0.5rem 1rem; font: 0.9375rem/1.5 var(--mono); cursor: pointer; }
.words { font-family: var(--ui); }
summary small { margin-left: 0.75rem; color: var(--soft); font: 0.8125rem/1.5 var(--ui); }
details > div { padding: 0 1rem 1rem; }
details > div > * + * { margin-top: 0.75rem; }
del, ins { display: block; text-decoration: none; }
del { color: var(--bad); } ins { color: var(--ok); }
del::before { content: '− '; } ins::before { content: '+ '; }
.question { font-weight: 600; }
blockquote { padding-left: 1rem; border-left: 2px solid var(--rule-strong); white-space: pre-wrap; overflow-wrap: anywhere; }
.own { max-width: 42rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
h3 .count { margin-left: 0.5rem; color: var(--soft); font: 0.875rem/1 var(--ui); }
.notice { padding: 1rem 1.25rem; border: 1px solid var(--rule); border-radius: 8px; background: var(--paper); }

@media (max-width: 40rem) {
  .sheet { padding-inline: 1rem; }
  header .sheet { padding: 2rem 1rem 1.75rem 1.75rem; }
  h2 { margin-top: 2.75rem; }
  .claims > li { grid-template-columns: 2rem 1fr; }
  .claims > li > div { grid-column: 2; }
  figure .scroll > svg, details .scroll > svg { max-width: none; }
}
@page { size: A4; margin: 17mm 16mm 19mm; @bottom-right { content: counter(page); color: #535b70; font: 9pt sans-serif; } }
@media print {
  html { font-size: 10.5pt; background: none; print-color-adjust: exact; }
  header { background: none; border-bottom: 0.75pt solid var(--rule-strong); }
  header .sheet { padding: 0 0 1rem; }
  header .sheet::before, nav { display: none; }
  .sheet { max-width: none; padding: 0; }
  main { padding: 0; }
  h2, h3, .question, summary, .lead, caption { break-after: avoid; }
  .more { display: none; }
  td, th { padding-block: 0.2rem; }
  h2 { margin-top: 2rem; }
  a { color: inherit; text-decoration: none; }
  details { border: 0; background: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { padding: 0.5rem 0; list-style: none; }
  details > div { padding: 0; }
  pre { font-size: 7.75pt; background: none; }
  .scroll { overflow: visible; }
  p, blockquote { orphans: 3; widows: 3; }
  table { font-size: 8pt; }
  tr { break-inside: avoid; }
  :target { background: none !important; }
}
`;
