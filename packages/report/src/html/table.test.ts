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

test('rows of a group come together under its name, in the order of the first of each', () => {
  const { markup } = table({
    caption: 'Heads',
    columns: [
      { header: 'Head', cell: (row: { name: string; data: string }) => row.name },
      { header: 'Data', cell: (row) => row.data },
    ],
    rows: [
      { name: 'a', data: 'P' },
      { name: 'b', data: 'Q' },
      { name: 'c', data: 'P' },
    ],
    groupOf: ({ data }) => data,
  });
  expect(markup.match(/<tbody>/g)).toHaveLength(2);
  const order = [...markup.matchAll(/<th scope="row(?:group" colspan="2"><span)?[^>]*>([^<]*)</g)];
  expect(order.map(([, name]) => name)).toEqual(['P', 'a', 'c', 'Q', 'b']);
});
