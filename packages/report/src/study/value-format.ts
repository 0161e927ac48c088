import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { formatPercent } from '../format/format-percent.js';
import { formatSeconds } from '../format/format-seconds.js';
import type { StudyFormat } from '../study-report-data.js';

/** How a column writes its numbers: a function from a number to its text. */
export function valueFormat(format: StudyFormat = 'number'): (value: number) => string {
  if (typeof format === 'object') {
    return (value) =>
      value
        .toFixed(format.decimals)
        .replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
        .replace('-', '\u2212');
  }
  switch (format) {
    case 'number':
      return formatNumber;
    case 'count':
      return (value) => formatCount(value).replace('-', '\u2212');
    case 'percent':
      return (value) => formatPercent(value);
    case 'seconds':
      // A number stays with its unit where a cell breaks into lines.
      return (value) => formatSeconds(value).replaceAll(' ', '\u00a0');
  }
}
