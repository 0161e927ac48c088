import { type Html, type HtmlValue, html } from './html.js';

/** One column of a table. */
export interface Column<Row> {
  readonly header: string;
  /** Numbers are set flush right, in figures of one width. */
  readonly numeric?: boolean;
  readonly cell: (row: Row) => HtmlValue;
}

/** Headers over this length may break into lines. */
const longHeader = 12;

/**
 * A table with a caption, in a box of its own that scrolls sideways where the page is narrow. The first column names
 * the rows and stays in view.
 */
export function table<Row>(options: {
  readonly caption: string;
  readonly note?: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Rows of one group stand together under its name. */
  readonly groupOf?: (row: Row) => string | undefined;
}): Html {
  const { caption, note, columns, rows, groupOf = () => undefined } = options;
  const classes = (column: Column<Row>, long: boolean): Html | null => {
    const names = [column.numeric === true ? 'numeric' : '', long ? 'long' : ''].filter(
      (name) => name !== '',
    );
    return names.length === 0 ? null : html` class="${names.join(' ')}"`;
  };
  return html`<div class="table-box" role="region" aria-label="${caption}" tabindex="0"><table>
<caption><span class="caption">${caption}${note === undefined ? null : html` <span class="note">${note}</span>`}</span></caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${classes(column, column.header.length > longHeader)}>${column.header}</th>`)}</tr></thead>
${grouped(rows, groupOf).map(
  ([group, members]) =>
    html`<tbody>${group === undefined ? null : groupRow(group, columns.length)}${members.map(
      (row) =>
        html`<tr>${columns.map((column, i) =>
          i === 0
            ? html`<th scope="row">${column.cell(row)}</th>`
            : html`<td${classes(column, false)}>${column.cell(row)}</td>`,
        )}</tr>
`,
    )}</tbody>`,
)}</table></div>`;
}

function groupRow(group: string, numColumns: number): Html {
  return html`<tr class="group"><th scope="rowgroup" colspan="${numColumns}"><span>${group}</span></th></tr>
`;
}

/** The rows by group, in the order in which the groups first come; one group where there are no rows. */
function grouped<Row>(
  rows: readonly Row[],
  groupOf: (row: Row) => string | undefined,
): (readonly [string | undefined, readonly Row[]])[] {
  const groups = new Map<string | undefined, Row[]>();
  for (const row of rows) {
    const group = groups.get(groupOf(row));
    if (group === undefined) groups.set(groupOf(row), [row]);
    else group.push(row);
  }
  return groups.size === 0 ? [[undefined, []]] : [...groups];
}
