import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

// Only the page's own tokens: the editor changes between light and dark with the page.
const look = EditorView.theme({
  '&': {
    color: 'var(--code-ink)',
    backgroundColor: 'var(--paper-raised)',
    fontSize: 'var(--file-size)',
  },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    lineHeight: 'var(--file-leading)',
    maxHeight: 'var(--file-height)',
    overflow: 'auto',
  },
  '.cm-content': { padding: '0.5rem 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 0.75rem 0 0.5rem', overflowWrap: 'anywhere' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--terminal-selection)',
  },
  '.cm-gutters': {
    backgroundColor: 'var(--code-bg)',
    color: 'var(--ink-soft)',
    border: 'none',
    borderRight: '1px solid var(--code-rule)',
  },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 0.5rem 0 0.75rem', minWidth: '2.5rem' },
  '.cm-activeLine': { backgroundColor: 'transparent', boxShadow: 'inset 0 0 0 100vmax rgb(128 140 170 / 0.07)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--accent-wash)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-wash)', outline: '1px solid var(--warn)' },
  '.cm-panels': {
    backgroundColor: 'var(--paper-sunk)',
    color: 'var(--ink)',
    fontFamily: 'var(--font-ui)',
  },
  '.cm-panels-bottom': { borderTop: '1px solid var(--code-rule)' },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--paper-raised)',
    border: '1px solid var(--rule-strong)',
    borderRadius: 'var(--radius)',
    color: 'var(--ink)',
  },
  '.cm-textfield': {
    backgroundColor: 'var(--paper-raised)',
    border: '1px solid var(--rule-strong)',
    borderRadius: 'var(--radius)',
    color: 'var(--ink)',
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--ink)' },
  '.cm-changedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--ok-wash)' },
  '.cm-deletedChunk': { backgroundColor: 'var(--bad-wash)', paddingLeft: '0.5rem' },
  '.cm-deletedChunk .cm-chunkButtons button.revert': {
    margin: '0',
    backgroundColor: 'var(--paper-raised)',
    color: 'var(--accent)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--size-small)',
  },
  '.cm-changedLineGutter, &.cm-merge-b .cm-changedLineGutter': { background: 'var(--ok)' },
  '.cm-deletedLineGutter, &.cm-merge-a .cm-changedLineGutter': { background: 'var(--bad)' },
  '.cm-collapsedLines': {
    background: 'var(--code-bg)',
    color: 'var(--ink-soft)',
    fontFamily: 'var(--font-ui)',
    padding: '0.25rem 0.75rem',
  },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"', marginInline: '0.5rem' },
  '.cm-problem': { backgroundColor: 'var(--bad-wash)' },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.keyword, tags.meta, tags.labelName, tags.typeName], color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.atom], color: 'var(--warn)' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--ink-soft)' },
]);

/** The editor's looks, in the page's colours. */
export const theme = [look, syntaxHighlighting(colours)];
