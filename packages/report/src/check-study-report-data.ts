import {
  commands,
  count,
  date,
  each,
  finite,
  list,
  oneOf,
  optional,
  record,
  scalars,
  show,
  text,
  trueOrFalse,
} from './check-values.js';
import { oneByOneSuffix } from './study/one-by-one.js';
import type { StudyReportData } from './study-report-data.js';
import { mostSeries } from './theme/series-marks.js';

/**
 * Checks that a value has the shape of StudyReportData, as far as the report relies on it.
 *
 * @throws TypeError where a part has the wrong kind, RangeError where a number or a name cannot be; both name the place.
 */
export function checkStudyReportData(value: unknown): asserts value is StudyReportData {
  const data = record(value, 'data');
  text(data.title, 'data.title');
  date(data.createdAt, 'data.createdAt');
  text(data.description, 'data.description');
  for (const key of ['expectation', 'outcome', 'config'] as const) optional(data[key], `data.${key}`, text);
  optional(data.claims, 'data.claims', (claims, at) => {
    each(claims, at, checkClaim);
    unique(claims, at, 'id');
  });
  const known = (data.claims as readonly { id: string }[] | undefined)?.map(({ id }) => id);
  optional(data.findings, 'data.findings', (findings, at) => each(findings, at, checkFinding));
  optional(data.charts, 'data.charts', (charts, at) => {
    each(charts, at, checkChart);
    unique(charts, at, 'id');
    claimsOf(charts, at, known);
  });
  optional(data.oneByOne, 'data.oneByOne', trueOrFalse);
  optional(data.tables, 'data.tables', (tables, at) => {
    each(tables, at, checkTable);
    unique(tables, at, 'id');
    claimsOf(tables, at, known);
  });
  optional(data.galleries, 'data.galleries', (galleries, at) => {
    each(galleries, at, checkGallery);
    unique(galleries, at, 'id');
    claimsOf(galleries, at, known);
  });
  optional(data.sections, 'data.sections', (sections, at) => each(sections, at, text));
  optional(data.reproduce, 'data.reproduce', commands);
  optional(data.environment, 'data.environment', scalars);
  optional(data.notes, 'data.notes', (notes, at) => each(notes, at, text));
  optional(data.glossary, 'data.glossary', (words, at) =>
    each(words, at, (word, place) => {
      const fields = record(word, place);
      text(fields.word, `${place}.word`);
      text(fields.meaning, `${place}.meaning`);
    }),
  );
}

function checkClaim(value: unknown, at: string): void {
  const claim = record(value, at);
  identifier(claim.id, `${at}.id`);
  for (const key of ['claim', 'where', 'figure'] as const) text(claim[key], `${at}.${key}`);
  oneOf('borne-out', 'not-borne-out', 'open')(claim.verdict, `${at}.verdict`);
  for (const key of ['remark', 'command', 'group'] as const) optional(claim[key], `${at}.${key}`, text);
}

/** Each names only claims that there are; with the claims left out, so are the names. */
function claimsOf(value: unknown, at: string, known: readonly string[] | undefined): void {
  for (const [i, { claims }] of (value as readonly { claims?: unknown }[]).entries()) {
    optional(claims, `${at}[${i}].claims`, (ids, place) =>
      each(ids, place, (id, where) => {
        text(id, where);
        if (known?.includes(id as string) ?? true) return;
        throw new RangeError(
          `${where} must be the id of a claim, got ${show(id)}; there are: ${known!.join(', ')}`,
        );
      }),
    );
  }
}

function checkFinding(value: unknown, at: string): void {
  if (typeof value === 'string') return;
  const { sentence, figure, alarm } = record(value, at);
  text(sentence, `${at}.sentence`);
  optional(figure, `${at}.figure`, (shown, place) => {
    const fields = record(shown, place);
    text(fields.value, `${place}.value`);
    text(fields.label, `${place}.label`);
  });
  optional(alarm, `${at}.alarm`, trueOrFalse);
}

function checkTable(value: unknown, at: string): void {
  const table = record(value, at);
  identifier(table.id, `${at}.id`);
  text(table.title, `${at}.title`);
  for (const key of ['description', 'section', 'rowTitle'] as const) {
    optional(table[key], `${at}.${key}`, text);
  }
  each(table.columns, `${at}.columns`, checkColumn);
  unique(table.columns, `${at}.columns`, 'key');
  const keys = (table.columns as readonly { key: string }[]).map(({ key }) => key);
  each(table.rows, `${at}.rows`, (row, place) => {
    const { label, group, values } = record(row, place);
    text(label, `${place}.label`);
    optional(group, `${place}.group`, text);
    for (const [key, cell] of Object.entries(record(values, `${place}.values`))) {
      if (!keys.includes(key)) {
        throw new RangeError(
          `${place}.values.${key} belongs to no column; the columns are: ${keys.join(', ')}`,
        );
      }
      checkCell(cell, `${place}.values.${key}`);
    }
  });
}

function checkGallery(value: unknown, at: string): void {
  const gallery = record(value, at);
  identifier(gallery.id, `${at}.id`);
  text(gallery.title, `${at}.title`);
  for (const key of ['description', 'section'] as const) optional(gallery[key], `${at}.${key}`, text);
  optional(gallery.size, `${at}.size`, oneOf('small', 'large'));
  each(gallery.pictures, `${at}.pictures`, (picture, place) => {
    const { png, caption } = record(picture, place);
    text(png, `${place}.png`);
    // The first eight bytes of every PNG file; anything else has no place in the page.
    if (!/^iVBORw0KGg[A-Za-z0-9+/]*={0,2}$/.test(png as string)) {
      throw new RangeError(`${place}.png must be a PNG file in base64, got ${show(png)}`);
    }
    text(caption, `${place}.caption`);
  });
}

function checkColumn(value: unknown, at: string): void {
  const { key, title, unit, better, format } = record(value, at);
  text(key, `${at}.key`);
  text(title, `${at}.title`);
  optional(unit, `${at}.unit`, text);
  optional(better, `${at}.better`, oneOf('lower', 'higher'));
  optional(format, `${at}.format`, (given, place) => {
    if (typeof given !== 'object')
      return oneOf('number', 'count', 'percent', 'seconds', '{decimals}')(given, place);
    const { decimals } = record(given, place);
    count(decimals, `${place}.decimals`);
    if ((decimals as number) > 20) {
      throw new RangeError(`${place}.decimals must be at most 20, got ${show(decimals)}`);
    }
  });
}

function checkCell(value: unknown, at: string): void {
  if (value === null || typeof value === 'string') return;
  if (typeof value === 'number') finite(value, at);
  else {
    const cell = record(value, at);
    if ('atLeast' in cell) finite(cell.atLeast, `${at}.atLeast`);
    else checkMean(cell, at);
  }
}

function checkMean(cell: Record<string, unknown>, at: string): void {
  finite(cell.mean, `${at}.mean`);
  count(cell.n, `${at}.n`);
  if (cell.n === 0) throw new RangeError(`${at}.n must be at least 1, got 0`);
  interval(cell, cell.mean as number, 'mean', at);
  if (cell.n === 1 && cell.low !== undefined) {
    throw new RangeError(`${at}: one seed has no interval: leave low and high out where n is 1`);
  }
}

/** Both ends or neither, around the value. */
function interval(ends: Record<string, unknown>, value: number, name: string, at: string): void {
  const { low, high } = ends;
  if (low === undefined && high === undefined) return;
  finite(low, `${at}.low`);
  finite(high, `${at}.high`);
  if (!((low as number) <= value && value <= (high as number))) {
    throw new RangeError(
      `${at}: low <= ${name} <= high must hold, got ${show(low)}, ${show(value)}, ${show(high)}`,
    );
  }
}

function checkChart(value: unknown, at: string): void {
  const chart = record(value, at);
  identifier(chart.id, `${at}.id`);
  if ((chart.id as string).endsWith(oneByOneSuffix)) {
    throw new RangeError(
      `${at}.id must not end in "${oneByOneSuffix}", which the report gives to charts of its own, got ${show(chart.id)}`,
    );
  }
  text(chart.title, `${at}.title`);
  text(chart.description, `${at}.description`);
  optional(chart.section, `${at}.section`, text);
  const isLog = { x: checkAxis(chart.x, `${at}.x`), y: checkAxis(chart.y, `${at}.y`) };
  const positive = (number: unknown, axis: 'x' | 'y', place: string): void => {
    finite(number, place);
    if (isLog[axis] && (number as number) <= 0) {
      throw new RangeError(
        `${place} must be larger than 0 because ${at}.${axis}.scale is "log", got ${show(number)}`,
      );
    }
  };
  const series = list(chart.series, `${at}.series`);
  if (series.length === 0 || series.length > mostSeries) {
    throw new RangeError(
      `${at}.series must have 1 to ${mostSeries} entries, got ${series.length}${series.length === 0 ? '' : ': make two charts'}`,
    );
  }
  each(series, `${at}.series`, (one, place) => {
    const { name, points, dashed } = record(one, place);
    text(name, `${place}.name`);
    optional(dashed, `${place}.dashed`, trueOrFalse);
    each(points, `${place}.points`, (point, where) => {
      const fields = record(point, where);
      positive(fields.x, 'x', `${where}.x`);
      if (fields.y === null) return;
      positive(fields.y, 'y', `${where}.y`);
      interval(fields, fields.y as number, 'y', where);
      optional(fields.low, `${where}.low`, (low, lowPlace) => positive(low, 'y', lowPlace));
    });
    unique(points, `${place}.points`, 'x');
  });
  unique(series, `${at}.series`, 'name');
  optional(chart.references, `${at}.references`, (references, place) =>
    each(references, place, (reference, where) => {
      const { y, name } = record(reference, where);
      positive(y, 'y', `${where}.y`);
      text(name, `${where}.name`);
    }),
  );
}

/** @returns whether the axis is logarithmic */
function checkAxis(value: unknown, at: string): boolean {
  const { title, scale, format } = record(value, at);
  text(title, `${at}.title`);
  optional(scale, `${at}.scale`, oneOf('linear', 'log'));
  optional(format, `${at}.format`, oneOf('number', 'percent'));
  return scale === 'log';
}

/** File names and anchors are made of it. */
function identifier(value: unknown, at: string): void {
  text(value, at);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value as string)) {
    throw new RangeError(
      `${at} must be of lower-case letters, digits and single hyphens, such as cross-entropy, got ${show(value)}`,
    );
  }
}

/** A list of records none of which has the same value at `key` as another. */
function unique(value: unknown, at: string, key: string): void {
  const seen = new Set<unknown>();
  for (const [i, item] of (value as readonly Record<string, unknown>[]).entries()) {
    if (seen.has(item[key])) {
      throw new RangeError(`${at}[${i}].${key} must be unique, got ${show(item[key])} twice`);
    }
    seen.add(item[key]);
  }
}
