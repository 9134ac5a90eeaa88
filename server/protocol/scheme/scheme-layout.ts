type Point = readonly [x: number, y: number];
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Where everything of the scheme stands, in the drawing's own units. */
export type SchemeLayout = {
  readonly width: number;
  readonly height: number;
  readonly client: Box;
  readonly entry: Box;
  readonly keeper: Box;
  /** The two lines about the probe beside the client. */
  readonly probe: Point;
  readonly nodes: readonly Box[];
  /** A line's end and the place of its words. */
  readonly clientLine: Line;
  readonly routes: readonly Line[];
  /** From the client to a node, where there is no HAProxy. */
  readonly direct: readonly Line[];
  readonly keys: readonly Line[];
  /** Where the key lies while nobody holds it. */
  readonly freeKey: Point;
  /** Replication from the node above (or left) to its neighbour, one for each pair of neighbours. */
  readonly copies: readonly Line[];
};

export type Line = {
  readonly from: Point;
  readonly to: Point;
  readonly word: Point;
  readonly anchor: 'start' | 'middle' | 'end';
};

const node = { width: 130, height: 74 };

/** The scheme from left to right: the client, HAProxy, the nodes one above the other, ZooKeeper. */
export function layLying(count: number, entry: boolean): SchemeLayout {
  const gap = 30;
  const top = 19;
  const nodes = Array.from({ length: count }, (_, index) => ({
    x: 234,
    y: top + index * (node.height + gap),
    ...node,
  }));
  const height = top + Math.max(1, count) * (node.height + gap) - gap + 6;
  const middle = top + (height - top - 6) / 2;
  const client: Box = entry
    ? { x: 1, y: middle - 24, width: 62, height: 48 }
    : { x: 20, y: middle - 30, width: 84, height: 60 };
  const proxy: Box = { x: 86, y: middle - 27, width: 82, height: 54 };
  const keeper: Box = { x: 400, y: middle - 32, width: 97, height: 64 };
  const left = (box: Box, from: Box, index: number): Line => {
    const start: Point = [from.x + from.width, spread(middle, index, count, 14)];
    const end: Point = [box.x - 2, spread(box.y + box.height / 2, count - 1 - index, count, 8)];
    return {
      from: start,
      to: end,
      word: lifted(between(start, end, 0.56), index < count / 2 ? -6 : 14),
      anchor: 'end',
    };
  };
  return {
    width: 498,
    height,
    client,
    entry: proxy,
    keeper,
    probe: [client.x, client.y + client.height + 16],
    nodes,
    clientLine: {
      from: [client.x + client.width, middle],
      to: [proxy.x - 2, middle],
      word: [(client.x + client.width + proxy.x) / 2, middle - 8],
      anchor: 'middle',
    },
    routes: nodes.map((box, index) => left(box, proxy, index)),
    direct: nodes.map((box, index) => left(box, client, index)),
    keys: nodes.map((box, index) => {
      const start: Point = [box.x + box.width + 2, spread(box.y + box.height / 2, count - 1 - index, count, 8)];
      const end: Point = [
        keeper.x + keeper.width / 2 - 10,
        index < count / 2 ? keeper.y - 1 : keeper.y + keeper.height + 1,
      ];
      return { from: start, to: end, word: between(start, end, 0.5), anchor: 'start' };
    }),
    freeKey: [keeper.x + keeper.width / 2, keeper.y + keeper.height + 14],
    copies: nodes.slice(1).map((box, index) => ({
      from: [box.x + 34, top + index * (node.height + gap) + node.height + 6],
      to: [box.x + 34, box.y - 3],
      // Beside the crown of the lower node.
      word: [box.x + node.width / 2 + 19, box.y - gap / 2 + 4],
      anchor: 'start',
    })),
  };
}

/** The scheme from above to below, for a narrow place. */
export function layStanding(count: number, entry: boolean): SchemeLayout {
  const width = 344;
  const gap = count > 2 ? 8 : 48;
  const nodeWidth = Math.min(142, (width - 4 - gap * (count - 1)) / Math.max(1, count));
  const row = Math.max(1, count) * (nodeWidth + gap) - gap;
  const client: Box = { x: width / 2 - 42, y: 1, width: 84, height: 38 };
  const proxy: Box = { x: width / 2 - 60, y: 64, width: 120, height: 50 };
  const y = entry ? 172 : 104;
  const nodes = Array.from({ length: count }, (_, index) => ({
    x: (width - row) / 2 + index * (nodeWidth + gap),
    y,
    width: nodeWidth,
    height: node.height,
  }));
  const keeper: Box = { x: width / 2 - 54, y: y + node.height + 44, width: 108, height: 52 };
  const middle = width / 2;
  const down = (box: Box, from: Box, index: number): Line => {
    const start: Point = [spread(middle, index, count, 22), from.y + from.height];
    const end: Point = [spread(box.x + box.width / 2, count - 1 - index, count, 24), box.y - 4];
    const word = between(start, end, 0.42);
    return { from: start, to: end, word, anchor: index < count / 2 ? 'end' : 'start' };
  };
  return {
    width,
    height: keeper.y + keeper.height + 6,
    client,
    entry: proxy,
    keeper,
    probe: [client.x + client.width + 10, client.y + 16],
    nodes,
    clientLine: {
      from: [middle, client.y + client.height],
      to: [middle, proxy.y - 2],
      word: [middle + 10, proxy.y - 8],
      anchor: 'start',
    },
    routes: nodes.map((box, index) => down(box, proxy, index)),
    direct: nodes.map((box, index) => down(box, client, index)),
    keys: nodes.map((box, index) => {
      const start: Point = [spread(box.x + box.width / 2, count - 1 - index, count, 14), box.y + box.height + 5];
      const end: Point = [spread(middle, index, count, 34), keeper.y - 1];
      return { from: start, to: end, word: between(start, end, 0.5), anchor: 'middle' };
    }),
    freeKey: [keeper.x + keeper.width + 18, keeper.y + keeper.height / 2],
    copies: nodes.slice(1).map((box) => ({
      from: [box.x - gap + 4, y + node.height / 2],
      to: [box.x - 3, y + node.height / 2],
      word: [box.x - gap / 2, y + node.height + 16],
      anchor: 'middle',
    })),
  };
}

function spread(middle: number, index: number, count: number, step: number): number {
  return middle + (index - (count - 1) / 2) * step;
}

function lifted([x, y]: Point, by: number): Point {
  return [x, y + by];
}

/** A point on the way from one to another. */
export function between([x1, y1]: Point, [x2, y2]: Point, share: number): Point {
  return [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
}

/** A straight path that ends short of its head, and the head. */
export function arrowPaths({ from, to }: Line, turned = false): { readonly line: string; readonly head: string } {
  const [start, end] = turned ? [to, from] : [from, to];
  const angle = Math.atan2(end[1] - start[1], end[0] - start[0]);
  const length = 9;
  const wing = (turn: number) =>
    `${(end[0] - length * Math.cos(angle + turn)).toFixed(1)} ${(end[1] - length * Math.sin(angle + turn)).toFixed(1)}`;
  const neck = [end[0] - length * 0.8 * Math.cos(angle), end[1] - length * 0.8 * Math.sin(angle)];
  return {
    line: `M${start[0].toFixed(1)} ${start[1].toFixed(1)}L${neck.map((part) => part.toFixed(1)).join(' ')}`,
    head: `M${end[0].toFixed(1)} ${end[1].toFixed(1)}L${wing(0.42)}L${wing(-0.42)}z`,
  };
}
