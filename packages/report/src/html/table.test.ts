import { expect, test } from 'vitest';
import { table } from './table.js';

test('a table has a caption, scoped headers and a scroll box that a keyboard can reach', () => {
  const { markup } = table({
    caption: 'Heads & widths',
    columns: [
      { header: 'Head', cell: (row: { name: string; n: number }) => row.name },
      { header: 'Width', numeric: true, cell: (row) => row.n },
    ],
    rows: [{ name: '<BSL>', n: 10 }],
  });
  expect(markup).toContain('role="region" aria-label="Heads &amp; widths" tabindex="0"');
  expect(markup).toContain('<th scope="row">&lt;BSL&gt;</th><td class="numeric">10</td>');
  expect(markup.match(/<th scope="col"/g)).toHaveLength(2);
});
