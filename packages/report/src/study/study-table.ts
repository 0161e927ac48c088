import { type Html, html } from '../html/html.js';
import { headName } from '../html/swatch.js';
import { table } from '../html/table.js';
import type { StudyColumn, StudyInterval, StudyRow, StudyTable, StudyValue } from '../study-report-data.js';
import type { MarkStyle } from '../theme/head-colors.js';
import { bestRows } from './best-rows.js';
import { studyCell } from './study-cell.js';
import { valueFormat } from './value-format.js';

/**
 * A table of a study: the best value of each column that has a better side is marked, in each group of rows by itself.
 *
 * @param marks symbols of the series that rows may be named after
 */
export function studyTable(data: StudyTable, marks: ReadonlyMap<string, MarkStyle>): Html {
  const best = bestCells(data);
  const seeds = data.rows.flatMap((row) => data.columns.flatMap(({ key }) => seedsOf(row.values[key])));
  const mostSeeds = Math.max(1, ...seeds);
  return html`<div id="table-${data.id}">${table<StudyRow>({
    caption: data.title,
    note: note(data, seeds, best.size > 0),
    columns: [
      {
        header: data.rowTitle ?? 'Head',
        cell: ({ label }) => {
          const color = marks.get(label);
          return color === undefined ? label : headName({ label, color });
        },
      },
      ...data.columns.map((column) => {
        const format = valueFormat(column.format);
        return {
          header: header(column),
          numeric: isNumeric(data, column),
          cell: (row: StudyRow) => {
            const cell = studyCell(row.values[column.key], format, mostSeeds);
            return best.get(column)?.has(row) === true ? html`<strong class="best">${cell}</strong>` : cell;
          },
        };
      }),
    ],
    rows: data.rows,
    groupOf: ({ group }) => group,
  })}</div>`;
}

function header({ title, unit, better }: StudyColumn): string {
  const arrow = better === undefined ? '' : better === 'lower' ? '\u00a0↓' : '\u00a0↑';
  return `${title}${unit === undefined ? '' : ` (${unit})`}${arrow}`;
}

/** Numbers are set flush right; a column of words only is not. */
function isNumeric({ rows }: StudyTable, { key }: StudyColumn): boolean {
  return (
    rows.every(({ values }) => typeof values[key] !== 'string') ||
    rows.some(({ values }) => isNumber(values[key]))
  );
}

function isNumber(value: StudyValue | undefined): boolean {
  return typeof value === 'number' || (typeof value === 'object' && value !== null);
}

/** For each column with a better side the rows with its best value; columns without any are left out. */
function bestCells({ columns, rows }: StudyTable): Map<StudyColumn, Set<StudyRow>> {
  const groups = new Map<string | undefined, StudyRow[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  const cells = columns.flatMap((column) => {
    const { key, better } = column;
    if (better === undefined) return [];
    const best = [...groups.values()].flatMap((group) =>
      [
        ...bestRows(
          group.map((row) => row.values[key]),
          better,
        ),
      ].map((at) => group[at]!),
    );
    return best.length === 0 ? [] : [[column, new Set(best)] as const];
  });
  return new Map(cells);
}

function seedsOf(value: StudyValue | undefined): number[] {
  return typeof value === 'object' && value !== null && 'n' in value ? [(value as StudyInterval).n] : [];
}

function note(data: StudyTable, seeds: readonly number[], marked: boolean): string {
  const sides = new Set(data.columns.flatMap(({ better }) => better ?? []));
  const arrows = [
    sides.has('lower') ? '↓ lower is better' : '',
    sides.has('higher') ? '↑ higher is better' : '',
  ];
  const groups = new Set(data.rows.map(({ group }) => group));
  return [
    data.description ?? '',
    seedsNote(seeds),
    sides.size === 0
      ? ''
      : `${arrows.filter((arrow) => arrow !== '').join(', ')}${marked ? `; the best value${groups.size > 1 ? ' of each group' : ''} is marked` : ''}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function seedsNote(seeds: readonly number[]): string {
  if (seeds.length === 0) return '';
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  if (most === 1) return 'One seed each: there is no interval to show.';
  return `Means with 95% confidence intervals over ${most} seeds${least === most ? '' : ', or over n where that is given'}.`;
}
