import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isHarmless } from '../../../src/client/replay/markup-policy.ts';
import { playerMarkup } from '../../../src/player-markup-plugin.ts';

const entry = createRequire(import.meta.url).resolve('asciinema-player');
const scripts = readdirSync(path.dirname(entry))
  .filter((name) => name.endsWith('.js'))
  .map((name) => path.join(path.dirname(entry), name));
const core = scripts.find((script) => readFileSync(script, 'utf8').includes('innerHTML')) ?? '';
const code = readFileSync(core, 'utf8');

describe('the policy of the markup that the player brings', () => {
  it('admits every template of the player', () => {
    const templates = [...code.matchAll(/\btemplate\(`([^`]*)`/g)].map(([, markup = '']) => markup);
    expect(templates.length).toBeGreaterThan(20);
    expect(templates.filter((markup) => !isHarmless(markup))).toEqual([]);
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '<div onclick="alert(1)">',
    '<div class=x onmouseover=alert(1)>',
    '<script>alert(1)</script>',
    '<svg><script>alert(1)</script></svg>',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<use href="data:x">',
    '<div style="background:url(x)">',
    '<iframe srcdoc="x">',
    '<div class="a"<img src=x>',
    '<!-- x -->',
    "<p class=\"a'b\" id='c'>",
    '<',
  ])('refuses %s', (markup) => {
    expect(isHarmless(markup)).toBe(false);
  });
});

describe('the plugin of the build', () => {
  it('guards both places where the player writes markup', () => {
    const guarded = playerMarkup().transform(code, core)?.code ?? '';
    expect(guarded).toContain('t.innerHTML = labMarkupPolicy.createHTML(html);');
    expect(guarded).toContain('symbol.innerHTML = labMarkupPolicy.createHTML(content);');
    expect(guarded).toMatch(/^import \{ markupPolicy as labMarkupPolicy \} from /);
  });

  it('stops the build when another version writes it elsewhere', () => {
    expect(() => playerMarkup().transform(`${code}\nx.innerHTML = y;`, core)).toThrow('look at them first');
  });

  it('leaves no other of its scripts with a place like that', () => {
    const others = scripts.filter((script) => script !== core);
    expect(others.filter((script) => readFileSync(script, 'utf8').includes('innerHTML'))).toEqual([]);
  });

  it('leaves everything else alone', () => {
    expect(playerMarkup().transform('x.innerHTML = y;', '/src/other.ts')).toBeNull();
  });
});
