import sparkly from 'sparkly';

/** As many epochs as are drawn; of more, each mark is the mean of several. */
const mostMarks = 24;

/**
 * The course of a number over the epochs as a line of blocks, `  ▇▅▃▂▁ 0.0311`: the least at the bottom, the newest value behind
 * it. Empty before the second epoch, when there is no course.
 */
export function learningCurve(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return '';
  const marks = thinned(finite);
  const range = { minimum: Math.min(...marks), maximum: Math.max(...marks) };
  return `  ${sparkly(marks, range)} ${finite.at(-1)!.toPrecision(3)}`;
}

function thinned(values: readonly number[]): number[] {
  const perMark = Math.ceil(values.length / mostMarks);
  return Array.from({ length: Math.ceil(values.length / perMark) }, (_, mark) => {
    const part = values.slice(mark * perMark, (mark + 1) * perMark);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
