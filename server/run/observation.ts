import type { ClusterView, TableView } from '#protocol/cluster.ts';
import type { EventBody } from '#protocol/journal.ts';
import { ParseError } from '#protocol/parse.ts';
import { viewBounds } from '#protocol/view/bounds.ts';
import { parseClusterView } from '#protocol/view/parse-view.ts';

/** Characters of all shown rows beyond which none is kept: the tables' numbers and digests say enough. */
const roomForRows = 32 * 1_024;
/** Characters of JSON beyond which a view is not kept: no cluster of this lab comes near. */
const roomForView = 128 * 1_024;

/**
 * What a view leaves in the journal: all that a check of the kind `now` judges by, within the bounds of the parser.
 * What sessions were asking is left out: no such check looks at it, and it is nobody's business later.
 * @returns null for a view that is too large even so, or that nobody could read again: the checks go on without it
 */
export function observationOf(view: ClusterView): Extract<EventBody, { kind: 'observation' }> | null {
  const tables = view.nodes.flatMap(({ postgres }) => postgres.tables);
  const keep = tables.reduce((sum, table) => sum + sizeOf(table), 0) <= roomForRows ? same : withoutRows;
  const nodes = view.nodes.map((node) => ({
    ...node,
    postgres: { ...node.postgres, clients: [], tables: node.postgres.tables.map(keep) },
  }));
  const bounded = readAgain(cut({ ...view, nodes }));
  if (bounded === null || JSON.stringify(bounded).length > roomForView) return null;
  return { kind: 'observation', view: bounded };
}

function readAgain(view: unknown): ClusterView | null {
  try {
    return parseClusterView(view, 'view');
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function sizeOf({ columns, rows }: TableView): number {
  const cells = rows.reduce(
    (sum, row) => sum + row.reduce((length, value) => length + Math.min(value?.length ?? 0, viewBounds.value), 0),
    0,
  );
  return columns.reduce((sum, name) => sum + name.length, cells);
}

function same(table: TableView): TableView {
  return table;
}

function withoutRows(table: TableView): TableView {
  return { ...table, columns: [], rows: [] };
}

/** The same with every text and list cut to its bound. */
function cut(value: unknown, text: number = viewBounds.text, key = ''): unknown {
  if (typeof value === 'string') return value.length <= text ? value : `${value.slice(0, text - 1)}…`;
  if (Array.isArray(value)) {
    const rows = key === 'rows';
    const items = value.slice(0, rows ? viewBounds.rows : viewBounds.items);
    return items.map((item) => cut(item, rows ? viewBounds.value : text));
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).slice(0, viewBounds.items);
  return Object.fromEntries(fields.map(([name, item]) => [name, cut(item, text, name)]));
}
