/** Digits as a page writes them, thousands apart and with a true minus: "-33278.5" → "−33,278.5", "2.00e-7" → "2.00e−7". */
export function typesetNumber(digits: string): string {
  return digits
    .replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
    .replaceAll('-', '\u2212');
}
