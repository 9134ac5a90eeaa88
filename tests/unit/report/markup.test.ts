import { describe, expect, test } from 'vitest';
import { html, Markup, visibleControls } from '../../../server/report/markup.ts';

describe('the template of HTML', () => {
  test('escapes what it is given, for text and for attributes', () => {
    expect(html`<p title="${'a"b'}">${"<b>'&'</b>"}</p>`.text).toBe(
      '<p title="a&quot;b">&lt;b&gt;&#39;&amp;&#39;&lt;/b&gt;</p>',
    );
  });

  test('joins lists, leaves out what is not there, and takes markup as it stands', () => {
    const items = ['a', '<b>'].map((name) => html`<b>${name}</b>`);
    const list = html`<p>${items}${null}${false}${undefined}${3}</p>`;
    expect(list.text).toBe('<p><b>a</b><b>&lt;b&gt;</b>3</p>');
  });

  test('takes no object for markup that only looks like it', () => {
    const forged: unknown = JSON.parse('{"text":"<b>"}');
    expect(forged instanceof Markup).toBe(false);
  });
});

test('signs that turn the direction of a text are seen, and what XML may not hold is replaced', () => {
  expect(visibleControls('a\u202eb\u2066c')).toBe('a[U+202E]b[U+2066]c');
  expect(visibleControls('a\u0000\u001b\u0085\ud800z\t\n')).toBe('a\ufffd\ufffd\ufffd\ufffdz\t\n');
  expect(visibleControls('и\u0306')).toBe('й');
});
