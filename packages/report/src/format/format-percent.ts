/**
 * A share as a percentage: 0.208 → "20.8%".
 *
 * A share that is neither 0 nor 1 never reads as one: it becomes "<0.1%" or ">99.9%".
 */
export function formatPercent(share: number, digits = 1): string {
  const smallest = 10 ** -digits;
  const percent = share * 100;
  if (percent > 0 && percent < smallest / 2) return `<${smallest.toFixed(digits)}%`;
  if (percent < 100 && percent > 100 - smallest / 2) return `>${(100 - smallest).toFixed(digits)}%`;
  if (percent === 0 || percent === 100) return `${percent}%`;
  return `${minus(percent.toFixed(digits))}%`;
}

/** A hyphen is too short beside digits: use the minus sign. */
function minus(text: string): string {
  return text.replace('-', '\u2212');
}
