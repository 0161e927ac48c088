import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, trustedHtml } from './html.js';

test('text is escaped, markup is kept, lists are joined, nothing is left out', () => {
  const inner = html`<b>${'<script>'}</b>`;
  expect(
    html`<p title="${`"a" & 'b'`}">${[inner, null, undefined, false, 3, trustedHtml('<i></i>')]}</p>`.markup,
  ).toBe('<p title="&quot;a&quot; &amp; &#39;b&#39;"><b>&lt;script&gt;</b>3<i></i></p>');
});

test('no text can leave its element or attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { markup } = html`<p title="${text}">${text}</p>`;
      expect(markup.match(/</g)).toHaveLength(2);
      expect(markup.match(/"/g)).toHaveLength(2);
    }),
  );
});
