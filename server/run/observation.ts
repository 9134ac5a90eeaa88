import type { ClusterView } from '#protocol/cluster.ts';
import type { EventBody } from '#protocol/journal.ts';
import { viewBounds } from '#protocol/view/bounds.ts';
import { parseClusterView } from '#protocol/view/parse-view.ts';

/** Characters of JSON beyond which the tables' rows are left out: their numbers and digests say enough. */
const roomy = 64 * 1_024;

/**
 * What a view leaves in the journal: all that a check of the kind `now` judges by, within the bounds of the parser.
 * What sessions were asking is left out: no such check looks at it, and it is nobody's business later.
 */
export function observationOf(view: ClusterView): Extract<EventBody, { kind: 'observation' }> {
  const quiet = {
    ...view,
    nodes: view.nodes.map((node) => ({ ...node, postgres: { ...node.postgres, clients: [] } })),
  };
  const bounded = parseClusterView(cut(quiet), 'view');
  return {
    kind: 'observation',
    view: JSON.stringify(bounded).length <= roomy ? bounded : withoutRows(bounded),
  };
}

function withoutRows(view: ClusterView): ClusterView {
  return {
    ...view,
    nodes: view.nodes.map((node) => ({
      ...node,
      postgres: { ...node.postgres, tables: node.postgres.tables.map((table) => ({ ...table, rows: [] })) },
    })),
  };
}

/** The same with every text and list cut to its bound. */
function cut(value: unknown, text: number = viewBounds.text, key = ''): unknown {
  if (typeof value === 'string') return shortened(value, text);
  if (Array.isArray(value)) {
    const items = value.slice(0, key === 'rows' ? viewBounds.rows : viewBounds.items);
    return items.map((item) => cut(item, key === 'rows' ? viewBounds.value : text));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, viewBounds.items)
      .map(([name, item]) => [name, cut(item, text, name)]),
  );
}

function shortened(value: string, most: number): string {
  return value.length <= most ? value : `${value.slice(0, most - 1)}…`;
}
