/** An integer with thousands separators: 12345 → `12,345`. */
export function formatInteger(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A share in [0, 1] as a percentage with one decimal; a share that is not quite 0 or 1 never reads as 0% or 100%. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '-';
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return '<0.1%';
  if (percent < 100 && percent >= 99.95) return '>99.9%';
  return `${percent.toFixed(1)}%`;
}

/** A duration for people: `830 ms`, `12.3 s`, `4 min 05 s`, `2 h 07 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/**
 * A count that may have thousands of digits: in full with separators below a million, else as `1.2e+45`
 * (rounded to two digits).
 */
export function formatCount(count: bigint): string {
  if (count < 0n) return `-${formatCount(-count)}`;
  if (count < 1_000_000n) return formatInteger(count);
  const digits = count.toString();
  const rounded = Math.round(Number(digits.slice(0, 4)) / 100);
  // 99.5… rounds up to 100: one digit more in front.
  const [lead, exponent] = rounded === 100 ? [10, digits.length] : [rounded, digits.length - 1];
  return `${Math.floor(lead / 10)}.${lead % 10}e+${exponent}`;
}

/**
 * `part / whole` as a percentage, where both may have thousands of digits: `12.5%`, and `1.2e-300%` where it is tiny.
 *
 * @throws RangeError when `whole` is not positive or `part` is negative
 */
export function formatRatio(part: bigint, whole: bigint): string {
  if (whole <= 0n || part < 0n) throw new RangeError('formatRatio: needs part >= 0 and whole > 0');
  if (part === 0n) return '0%';
  if (part === whole) return '100%';
  // Shifted so that the quotient keeps seven digits or more, however small the ratio is.
  const shift = Math.max(0, whole.toString().length - part.toString().length) + 6;
  const scaled = Number((part * 100n * 10n ** BigInt(shift)) / whole);
  const exponent = Math.floor(Math.log10(scaled)) - shift;
  if (exponent >= -3) return `${Number((scaled / 10 ** shift).toPrecision(3))}%`;
  const lead = (scaled / 10 ** Math.floor(Math.log10(scaled))).toFixed(1);
  return lead === '10.0' ? `1.0e${exponent + 1}%` : `${lead}e${exponent}%`;
}
