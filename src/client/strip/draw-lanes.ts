import { actsOnContainers } from '#protocol/command-effect.ts';
import type { Lane, Painting } from './draw.ts';
import { dockerWords } from '#protocol/words/strip-words.ts';
import { faultTitles } from '#protocol/words/fault-words.ts';

/** Draws a wash over the whole strip from the beginning of each fault to its undoing. */
export function drawFaultBands({ context, scale, strip, layout, palette, edge }: Painting): void {
  const { faults } = layout.lanes;
  for (const { from, to } of strip.faults) {
    const left = scale.x(from);
    const right = scale.x(to ?? edge);
    if (right < 0 || left > scale.width) continue;
    context.fillStyle = palette.badWash;
    context.fillRect(left, faults.top, Math.max(1, right - left), layout.height - faults.top);
    context.fillStyle = palette.bad;
    context.fillRect(Math.round(left), faults.top, 1.5, layout.height - faults.top);
  }
}

/** Draws the faults' own line: a bar with the name, and a flag where a prediction was made. */
export function drawFaults(painting: Painting): void {
  const { context, scale, strip, layout, palette, edge } = painting;
  const { faults: lane } = layout.lanes;
  const labels = createLabels(painting, lane);
  for (const { from, to, fault, node } of strip.faults) {
    const left = scale.x(from);
    const right = scale.x(to ?? edge);
    if (right < 0 || left > scale.width) continue;
    context.fillStyle = palette.bad;
    context.fillRect(left, lane.top + lane.height - 4, Math.max(2, right - left), 3);
    const words = node === null ? faultTitles[fault] : `${faultTitles[fault]}: ${node}`;
    labels.want(Math.max(0, left) + 4, [words, faultTitles[fault]], palette.bad);
  }
  labels.write();
  context.fillStyle = palette.accent;
  for (const { at } of strip.predictions) {
    const x = scale.x(at);
    if (x < 0 || x > scale.width) continue;
    context.beginPath();
    context.moveTo(x, lane.top + lane.height - 1);
    context.lineTo(x, lane.top + 3);
    context.lineTo(x - 8, lane.top + 6.5);
    context.lineTo(x, lane.top + 10);
    context.fill();
    context.fillRect(x - 1, lane.top + 3, 1, lane.height - 4);
  }
}

/** Draws the commands: those that act on containers in full ink and with their text, the others as short ticks. */
export function drawCommands(painting: Painting): void {
  const { context, scale, strip, layout, palette, edge } = painting;
  const { commands: lane } = layout.lanes;
  const labels = createLabels(painting, lane);
  const base = lane.top + lane.height - 2;
  for (const { at, to, command } of strip.commands) {
    const left = scale.x(at);
    const right = scale.x(to ?? edge);
    if (right < -2 || left > scale.width) continue;
    const acts = actsOnContainers(command.text);
    context.fillStyle = acts ? palette.accent : palette.ruleStrong;
    // A pager or psql may stay open for hours: only of what acts it matters how long it took.
    if (acts) context.fillRect(left, base - 2, Math.max(2, right - left), 2);
    context.fillRect(Math.round(left), acts ? lane.top + 3 : base - 6, acts ? 2 : 1, acts ? lane.height - 5 : 6);
    if (acts && right > 0) labels.want(Math.max(left, 0) + 5, shorterTexts(command.text), palette.ink);
  }
  labels.write();
}

/** Draws what Docker told of containers. */
export function drawDockerEvents(painting: Painting): void {
  const { context, scale, strip, layout, palette } = painting;
  const { events: lane } = layout.lanes;
  const labels = createLabels(painting, lane);
  for (const { at, event } of strip.dockerEvents) {
    const x = scale.x(at);
    if (x < -2 || x > scale.width) continue;
    context.fillStyle = palette.soft;
    context.fillRect(Math.round(x), lane.top + 3, 1.5, lane.height - 5);
    labels.want(x + 4, [`${event.container} ${dockerWords[event.action]}`, event.action], palette.soft);
  }
  labels.write();
}

/** A command in fewer words: what it does, without to whom. */
function shorterTexts(text: string): readonly string[] {
  const [first = '', second = ''] = text.split(/\s+/);
  return [text, `${first} ${second}`, second];
}

/** Pixels within which several marks count as one place: the first one's words stand for them. */
const nearby = 10;

/** Collects the words of a line, then writes of each the longest that end before the next mark. */
function createLabels({ context, scale }: Painting, lane: Lane) {
  const wanted: { readonly x: number; readonly candidates: readonly string[]; readonly colour: string }[] = [];
  const middle = lane.top + lane.height / 2 - 1;
  return {
    want(x: number, candidates: readonly string[], colour: string): void {
      const last = wanted.at(-1);
      if (last === undefined || x - last.x >= nearby) wanted.push({ x, candidates, colour });
    },
    write(): void {
      context.textAlign = 'left';
      for (const [index, { x, candidates, colour }] of wanted.entries()) {
        const room = (wanted[index + 1]?.x ?? scale.width) - x - 7;
        const words = candidates.find((text) => context.measureText(text).width <= room);
        if (words === undefined) continue;
        context.fillStyle = colour;
        context.fillText(words, x, middle);
      }
    },
  };
}
