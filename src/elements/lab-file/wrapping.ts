import { RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';

const most = 24;
/** How far a line's continuation stands right of its beginning, in characters. */
const hang = 2;

/** The columns that a line's own indentation takes. */
function indentOf(text: string, tabSize: number): number {
  let columns = 0;
  for (const character of text) {
    if (character === '\t') columns += tabSize - (columns % tabSize);
    else if (character === ' ') columns += 1;
    else break;
  }
  return Math.min(columns, most);
}

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let position = from; position <= to;) {
      const line = view.state.doc.lineAt(position);
      const indent = indentOf(line.text, view.state.tabSize);
      builder.add(line.from, line.from, Decoration.line({ class: `cm-indent-${indent}` }));
      position = line.to + 1;
    }
  }
  return builder.finish();
}

const hanging = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

// Classes and not style attributes: the page's policy allows no inline styles.
const indents = EditorView.theme(
  Object.fromEntries(
    Array.from({ length: most + 1 }, (_, columns) => [
      `.cm-line.cm-indent-${columns}`,
      { paddingLeft: `calc(0.5rem + ${columns + hang}ch)`, textIndent: `-${columns + hang}ch` },
    ]),
  ),
);

/** Long lines go on below, a little right of their own indentation, so that the structure stays visible. */
export const wrapping: Extension = [EditorView.lineWrapping, hanging, indents];
