import { type Picture, toPicture } from '#protocol/picture.ts';
import { describePicture } from '#protocol/picture-words.ts';
import type { ProbeStatus } from '#protocol/probe.ts';
import type { WitnessReport } from '#protocol/witness.ts';
import { addBox } from './scheme-box.ts';
import { type SchemeLayout, layLying, layStanding } from '#protocol/scheme/scheme-layout.ts';
import { type SchemeLine, addLine } from './scheme-line.ts';
import { type SchemeNode, addNode } from './scheme-node.ts';
import { copyWords, entryLine, keeperLine } from '#protocol/scheme/scheme-words.ts';
import { probeWords } from './probe-words.ts';
import { addSvg, setAttributes, setText } from './svg.ts';

/** Below this width the scheme stands. */
const narrow = 430;

/** The living scheme: elements are made once a node and patched after that. */
export type SchemeView = {
  show(reports: readonly WitnessReport[]): void;
  /** What the probe's writes meet: it is a client beside the witnesses, none of them. */
  showProbe(status: ProbeStatus | null): void;
  dispose(): void;
};

type Parts = {
  readonly node: SchemeNode;
  readonly route: SchemeLine;
  readonly direct: SchemeLine;
  readonly key: SchemeLine;
};

/** Draws into `svg`, as wide as its parent. */
export function createSchemeView(svg: SVGSVGElement): SchemeView {
  const description = addSvg(svg, 'desc');
  description.id = 'cluster-scheme-text';
  svg.setAttribute('aria-describedby', description.id);
  const lines = addSvg(svg, 'g');
  const boxes = addSvg(svg, 'g');
  const client = addBox(boxes, 'client');
  const entry = addBox(boxes, 'entry');
  const keeper = addBox(boxes, 'keeper');
  const clientLine = addLine(lines, 'client-line');
  const probe = addSvg(boxes, 'g', 'probe');
  const probeLines = [addSvg(probe, 'text'), addSvg(probe, 'text')] as const;
  const copies = new Map<string, SchemeLine>();
  const parts = new Map<string, Parts>();
  const key = addSvg(svg, 'g', 'key');
  addSvg(key, 'path', 'key-back').setAttribute('d', 'M-13-8h26v16h-26z');
  addSvg(key, 'path', 'key-shape').setAttribute(
    'd',
    'M-2 0a4.500 4.500 0 1 1-9 0 4.500 4.500 0 0 1 9 0zh12m-4 0v4.500m4-4.500v3',
  );

  let picture: Picture | null = null;
  let layout: SchemeLayout | null = null;
  let placedFor = '';
  const size = new ResizeObserver(() => draw());
  if (svg.parentElement !== null) size.observe(svg.parentElement);

  function draw(): void {
    if (picture === null) return;
    const { nodes } = picture;
    const stands = (svg.parentElement?.clientWidth ?? narrow) < narrow;
    const shape = `${stands} ${picture.entry !== null} ${nodes.map(({ name }) => name).join(' ')}`;
    if (shape !== placedFor || layout === null) {
      placedFor = shape;
      layout = (stands ? layStanding : layLying)(nodes.length, picture.entry !== null);
      place(picture, layout);
    }
    patch(picture, layout);
  }

  function place({ nodes }: Picture, layout: SchemeLayout): void {
    setAttributes(svg, { viewBox: `0 0 ${layout.width} ${layout.height}` });
    for (const [name, drawn] of parts) {
      if (nodes.some((node) => node.name === name)) continue;
      for (const one of Object.values(drawn)) one.remove();
      parts.delete(name);
    }
    for (const [index, { name }] of nodes.entries()) {
      let drawn = parts.get(name);
      drawn ??= {
        node: addNode(boxes),
        route: addLine(lines, 'route'),
        direct: addLine(lines, 'direct'),
        key: addLine(lines, 'key-line'),
      };
      parts.set(name, drawn);
      const [box, route, direct, keyLine] = [
        layout.nodes[index],
        layout.routes[index],
        layout.direct[index],
        layout.keys[index],
      ];
      if (box !== undefined) drawn.node.place(box);
      if (route !== undefined) drawn.route.place(route);
      if (direct !== undefined) drawn.direct.place(direct);
      if (keyLine !== undefined) drawn.key.place(keyLine);
    }
    client.place(layout.client);
    for (const [index, line] of probeLines.entries()) {
      setAttributes(line, { x: layout.probe[0], y: layout.probe[1] + 15 * index });
    }
    entry.place(layout.entry);
    keeper.place(layout.keeper);
    clientLine.place(layout.clientLine);
  }

  function patch(picture: Picture, layout: SchemeLayout): void {
    client.show({ name: 'Клиент', line: '', look: 'running' });
    entry.show(
      picture.entry === null
        ? null
        : {
            name: 'HAProxy',
            line: entryLine(picture.entry),
            look: picture.entry.answers ? 'running' : lookOfSilent(picture.entry.container),
          },
    );
    keeper.show(
      picture.keeper === null
        ? null
        : {
            name: 'ZooKeeper',
            line: keeperLine(picture.keeper),
            look: picture.keeper.answers ? 'running' : lookOfSilent(picture.keeper.container),
          },
    );
    clientLine.show(clientLook(picture), '');
    for (const node of picture.nodes) {
      const drawn = parts.get(node.name);
      drawn?.node.show(node);
      drawn?.route.show(node.route === null ? 'none' : node.route.look, node.route?.status ?? '');
      drawn?.direct.show(
        picture.entry !== null || node.role === 'silent' ? 'none' : node.role === 'primary' ? 'open' : 'read',
        '',
      );
      drawn?.key.show(node.key, '');
    }
    patchCopies(picture, layout);
    placeKey(picture, layout);
    describe();
  }

  function describe(): void {
    if (picture === null) return;
    const [about, outcome] = probeLines.map(({ textContent }) => textContent ?? '');
    setText(description, [describePicture(picture), about && `Клиент: ${about} ${outcome}.`].filter(Boolean).join(' '));
  }

  function patchCopies({ nodes, copies: now }: Picture, layout: SchemeLayout): void {
    const wanted = new Set<string>();
    for (const copy of now) {
      const from = nodes.findIndex(({ name }) => name === copy.from);
      const to = nodes.findIndex(({ name }) => name === copy.to);
      const line = layout.copies[Math.min(from, to)];
      // Only neighbours have a line between them.
      if (from === -1 || to === -1 || line === undefined || Math.abs(from - to) !== 1) continue;
      const id = `${copy.from} ${copy.to}`;
      wanted.add(id);
      const drawn = copies.get(id) ?? addLine(lines, 'copy');
      copies.set(id, drawn);
      drawn.place(line, from > to);
      drawn.show(copy.streaming ? (copy.sync ? 'sync' : 'async') : 'broken', copyWords(copy));
    }
    for (const [id, line] of copies) {
      if (wanted.has(id)) continue;
      line.remove();
      copies.delete(id);
    }
  }

  /** One key that moves: to its holder's line, or to ZooKeeper while nobody holds it. */
  function placeKey({ nodes, keeper: box }: Picture, layout: SchemeLayout): void {
    const holder = nodes.findIndex(({ key: look }) => look === 'holds');
    const line = layout.keys[holder];
    const [x, y] =
      line === undefined ? layout.freeKey : [(line.from[0] + line.to[0]) / 2, (line.from[1] + line.to[1]) / 2];
    const state = box === null || !box.answers ? 'unknown' : holder === -1 ? 'free' : 'held';
    setAttributes(key, { 'data-state': state });
    const transform = `translate(${x}px, ${y}px)`;
    if (key.style.transform !== transform) key.style.transform = transform;
  }

  return {
    show(reports) {
      picture = toPicture(reports);
      draw();
    },
    showProbe(status) {
      const words = probeWords(status);
      setAttributes(probe, { 'data-look': words?.look ?? 'none' });
      for (const [index, line] of probeLines.entries()) setText(line, words?.lines[index] ?? '');
      describe();
    },
    dispose() {
      size.disconnect();
      svg.replaceChildren();
    },
  };
}

/** Writes flow only where HAProxy leads somewhere. */
function clientLook({ entry, nodes }: Picture): string {
  if (entry === null) return 'none';
  if (!entry.answers) return 'closed';
  return nodes.some(({ route }) => route?.look === 'open' || route?.look === 'closing') ? 'open' : 'waits';
}

function lookOfSilent(container: string): string {
  return container === 'running' || container === 'unknown' ? 'silent' : container;
}
