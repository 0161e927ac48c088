import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { formatPercent } from '../format/format-percent.js';
import { formatSeconds } from '../format/format-seconds.js';
import { typesetNumber } from '../format/typeset-number.js';
import type { StudyFormat } from '../study-report-data.js';

/** How a column writes its numbers: a function from a number to its text. */
export function valueFormat(format: StudyFormat = 'number'): (value: number) => string {
  if (typeof format === 'object') {
    return (value) => typesetNumber(value.toFixed(format.decimals));
  }
  switch (format) {
    case 'number':
      return formatNumber;
    case 'count':
      return formatCount;
    case 'percent':
      return (value) => formatPercent(value);
    case 'seconds':
      // A number stays with its unit where a cell breaks into lines.
      return (value) => formatSeconds(value).replaceAll(' ', '\u00a0');
  }
}
