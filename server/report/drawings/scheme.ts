import type { NodePicture, Picture, ServicePicture } from '#protocol/picture.ts';
import {
  type Box,
  type Line,
  type SchemeLayout,
  arrowPaths,
  between,
  layLying,
} from '#protocol/scheme/scheme-layout.ts';
import { copyWords, entryLine, keeperLine, nodeLines } from '#protocol/scheme/scheme-words.ts';
import type { Drawing } from '../figures/draw-terminal.ts';
import { html, type Markup } from '../markup.ts';
import { drawingFont, textWidth } from './fonts.ts';
import type { Paint } from './paint.ts';

/** Room around the layout, which is made for a narrow panel: the drawing shows it larger. */
const margin = 16;
const scale = 1.5;

/** The cluster as its witnesses see it: the picture of the panel, with words and forms beside every colour. */
export function drawScheme(picture: Picture, paint: Paint): Drawing | null {
  const { nodes, entry, keeper } = picture;
  if (nodes.length === 0) return null;
  const layout = layLying(nodes.length, entry !== null);
  const [inner, tall] = [layout.width + 2 * margin, layout.height + 2 * margin];
  const [width, height] = [Math.round(inner * scale), Math.round(tall * scale)];
  const { colour } = paint;
  const svg = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="${-margin} ${-margin} ${inner} ${tall}"
    width="${width}"
    height="${height}"
    font-family="${drawingFont(paint)}"
    font-size="11"
    fill="${colour('ink')}"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    <rect
      x="${0.5 - margin}"
      y="${0.5 - margin}"
      width="${inner - 1}"
      height="${tall - 1}"
      rx="4"
      fill="${colour('paper')}"
      stroke="${colour('rule')}"
      stroke-width="0.67"
    />
    ${drawLines(picture, layout, paint)}${drawBox(layout.client, 'Клиент', '', true, 'client', paint)}${
      entry === null ? '' : drawBox(layout.entry, 'HAProxy', entryLine(entry), entry.answers, 'entry', paint)
    }${keeper === null ? '' : drawBox(layout.keeper, 'ZooKeeper', keeperLine(keeper), keeper.answers, 'keeper', paint)}${nodes.map(
      (node, index) => {
        const box = layout.nodes[index];
        return box === undefined ? '' : drawNode(node, box, paint);
      },
    )}${drawKey(picture, layout, paint)}
  </svg>`;
  return { svg, width, height };
}

function drawLines({ nodes, entry, copies }: Picture, layout: SchemeLayout, paint: Paint): Markup {
  const { colour } = paint;
  const some = nodes.some(({ route }) => route?.look === 'open' || route?.look === 'closing');
  const toEntry = entry === null ? '' : drawLine(layout.clientLine, clientLook(entry, some), '', paint);
  const routes = nodes.map(({ route, role }, index) => {
    const [line, straight] = [layout.routes[index], layout.direct[index]];
    if (entry !== null)
      return line === undefined || route === null ? '' : drawLine(line, routeLook(route.look), route.status, paint);
    return straight === undefined || role === 'silent'
      ? ''
      : drawLine(straight, role === 'primary' ? 'strong' : 'plain', '', paint);
  });
  const keys = nodes.map(({ key }, index) => {
    const line = layout.keys[index];
    if (line === undefined || key === 'none' || key === 'unknown') return '';
    const holds = key === 'holds';
    return html`<path
      d="${arrowPaths(line).line}"
      fill="none"
      stroke="${colour(holds ? 'ink' : 'rule-strong')}"
      stroke-width="${holds ? 3 : 2}"
      stroke-dasharray="0.1 6"
    />`;
  });
  const replication = copies.map((copy) => {
    const [from, to] = [
      nodes.findIndex(({ name }) => name === copy.from),
      nodes.findIndex(({ name }) => name === copy.to),
    ];
    const line = layout.copies[Math.min(from, to)];
    if (from === -1 || to === -1 || line === undefined || Math.abs(from - to) !== 1) return '';
    return drawLine(line, copy.streaming ? 'copy' : 'broken', copyWords(copy), paint, from > to);
  });
  return html`${toEntry}${routes}${keys}${replication}`;
}

type LineLook = 'strong' | 'plain' | 'fading' | 'coming' | 'closed' | 'copy' | 'broken';

function clientLook({ answers }: ServicePicture, leadsSomewhere: boolean): LineLook {
  if (!answers) return 'closed';
  return leadsSomewhere ? 'strong' : 'plain';
}

function routeLook(look: NonNullable<NodePicture['route']>['look']): LineLook {
  return ({ open: 'strong', closing: 'fading', opening: 'coming', closed: 'closed' } as const)[look];
}

function drawLine(line: Line, look: LineLook, word: string, paint: Paint, turned = false): Markup {
  const { colour } = paint;
  const paths = arrowPaths(line, turned);
  const dashes = { strong: '', plain: '', fading: '8 5', coming: '3 5', closed: '', copy: '8 6', broken: '8 6' }[look];
  const leads = look === 'strong' || look === 'fading';
  const quiet = look === 'closed' || look === 'coming';
  const stroke = colour(leads ? 'accent' : quiet ? 'rule-strong' : look === 'broken' ? 'warn' : 'ink');
  const [x, y] = between(line.from, line.to, 0.76);
  const cross =
    look === 'closed' || look === 'broken'
      ? html`<path d="M${x - 5} ${y - 5}l10 10m0-10l-10 10" fill="none" stroke="${stroke}" stroke-width="1.5" />`
      : '';
  const head = quiet ? '' : html`<path d="${paths.head}" fill="${stroke}" />`;
  const words =
    word === ''
      ? ''
      : html`<text
          x="${line.word[0]}"
          y="${line.word[1]}"
          text-anchor="${line.anchor}"
          font-size="10.5"
          fill="${colour('soft')}"
          stroke="${colour('paper')}"
          stroke-width="4"
          paint-order="stroke"
          >${word}</text
        >`;
  return html`<path
      d="${paths.line}"
      fill="none"
      stroke="${stroke}"
      stroke-width="${leads ? 2.25 : 1.5}"
      stroke-dasharray="${dashes}"
    />${head}${cross}${words}`;
}

function drawBox(
  { x, y, width, height }: Box,
  name: string,
  line: string,
  answers: boolean,
  kind: 'client' | 'entry' | 'keeper',
  paint: Paint,
): Markup {
  const { colour } = paint;
  const middle = x + width / 2;
  const decor = {
    client: `M${x} ${y + 11}h${width}`,
    entry: `M${x + 6} ${y}v${height}m${width - 12} 0v-${height}`,
    keeper: '',
  }[kind];
  const edge = answers
    ? html`stroke="${colour('ink')}"`
    : html`stroke="${colour('rule-strong')}" stroke-dasharray="5 5"`;
  return html`<rect
      x="${x}"
      y="${y}"
      width="${width}"
      height="${height}"
      rx="${kind === 'keeper' ? 16 : 4}"
      fill="${colour('paper')}"
      ${edge}
      stroke-width="1.5"
    /><path d="${decor}" fill="none" stroke="${colour('ink')}" /><text
      x="${middle}"
      y="${y + height / 2 + (kind === 'client' ? 9 : -2)}"
      text-anchor="middle"
      font-size="12"
      font-weight="600"
      >${name}</text
    ><text
      x="${middle}"
      y="${y + height / 2 + 14}"
      text-anchor="middle"
      font-size="10"
      fill="${colour(answers ? 'soft' : 'warn')}"
      >${line}</text
    >`;
}

function drawNode(node: NodePicture, { x, y, width, height }: Box, paint: Paint): Markup {
  const { colour } = paint;
  const rise = 8;
  const middle = x + width / 2;
  const leads = node.role === 'primary';
  const gone = ['stopped', 'absent', 'created'].includes(node.container);
  const stroke = colour(leads ? 'accent' : gone ? 'rule-strong' : 'ink');
  const form = html`fill="${colour(leads ? 'accent-wash' : 'paper')}" stroke="${stroke}"
  stroke-width="${leads ? 2.25 : 1.5}" stroke-dasharray="${gone ? '5 5' : ''}"`;
  const [first, second] = nodeLines(node);
  const crown =
    leads || node.role === 'read-only'
      ? html`<path
          d="M${middle - 11} ${y - 3}l-2.500-12 7.500 5 6-7.500 6 7.500 7.500-5-2.500 12z"
          fill="${leads ? colour('accent') : 'none'}"
          stroke="${colour('accent')}"
          stroke-width="1.5"
        />`
      : '';
  const squeezed = textWidth(node.name, 13) > 118 ? html`textLength="118" lengthAdjust="spacingAndGlyphs"` : '';
  const calm = node.container === 'running' || node.container === 'unknown';
  return html`<path
      d="M${x} ${y + rise}v${height - 2 * rise}c0 ${rise * 1.33} ${width} ${rise * 1.33} ${width} 0v-${height - 2 * rise}"
      ${form}
    /><ellipse cx="${middle}" cy="${y + rise}" rx="${width / 2}" ry="${rise}" ${form} />${crown}<text
      x="${middle}"
      y="${y + 32}"
      text-anchor="middle"
      font-size="13"
      font-weight="600"
      ${squeezed}
      >${node.name}</text
    ><text x="${middle}" y="${y + 47}" text-anchor="middle">${first}</text
    ><text x="${middle}" y="${y + 62}" text-anchor="middle" font-size="10.5" fill="${colour(calm ? 'soft' : 'warn')}"
      >${second}</text
    >`;
}

/** The leader's key: on its holder's line, beside ZooKeeper while nobody holds it. */
function drawKey({ nodes, keeper }: Picture, layout: SchemeLayout, paint: Paint): Markup {
  if (keeper === null || !keeper.answers) return html``;
  const line = layout.keys[nodes.findIndex(({ key }) => key === 'holds')];
  const [x, y] = line === undefined ? layout.freeKey : between(line.from, line.to, 0.5);
  return html`<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"
    ><path d="M-13-8h26v16h-26z" fill="${paint.colour('paper')}" /><path
      d="M-2 0a4.500 4.500 0 1 1-9 0 4.500 4.500 0 0 1 9 0zh12m-4 0v4.500m4-4.500v3"
      fill="none"
      stroke="${paint.colour('ink')}"
      stroke-width="2"
  /></g>`;
}
