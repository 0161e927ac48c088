// Tables of a benchmark, `{ title, rows: { label: { column: text or number } } }` by name: for the terminal and for a page of
// the documentation.
import { readFileSync, writeFileSync } from 'node:fs';

export function printTables(tables) {
  for (const { title, rows } of Object.values(tables)) {
    console.log(title);
    console.table(rows);
  }
}

/**
 * Puts the tables of a benchmark into a page of the documentation, each between `<!-- bench BENCH: NAME -->` and `<!-- end -->`.
 *
 * @throws Error when the page has no place for a table
 */
export function writeTables(file, bench, tables) {
  let page = readFileSync(file, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    const start = `<!-- bench ${bench}: ${name} -->\n`;
    const from = page.indexOf(start);
    const to = page.indexOf('<!-- end -->', from);
    if (from < 0 || to < 0) throw new Error(`${file} has no place for the table ${name}`);
    page = `${page.slice(0, from + start.length)}\n${asMarkdown(table)}\n${page.slice(to)}`;
  }
  writeFileSync(file, page);
}

function asMarkdown({ rows }) {
  const columns = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
  const line = (cells) => `| ${cells.join(' | ')} |\n`;
  return [
    line(['', ...columns]),
    line(['---', ...columns.map(() => '---:')]),
    ...Object.entries(rows).map(([label, row]) =>
      line([label, ...columns.map((column) => row[column] ?? '')]),
    ),
  ].join('');
}
