/**
 * Round tick values (1, 2, 5 times a power of ten) of a logarithmic axis, thinned to at most `most`.
 *
 * @param low, high positive, low <= high
 */
export function logTicks(low: number, high: number, most: number): number[] {
  for (const steps of [[1, 2, 5], [1, 3], [1]] as const) {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)) - 1; 10 ** power <= high; power++) {
      for (const step of steps) {
        const tick = Number((step * 10 ** power).toPrecision(6));
        if (tick >= low && tick <= high) ticks.push(tick);
      }
    }
    if (ticks.length <= most && ticks.length >= 2) return ticks;
    if (steps.length === 1 && ticks.length >= 2) return thin(ticks, most);
  }
  return linearTicks(low, high, most);
}

/** Round tick values of a linear axis: multiples of 1, 2 or 5 times a power of ten, at most `most`. */
export function linearTicks(low: number, high: number, most: number): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw * 0.999) ?? 10 * power;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-12) + 1e-12; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

function thin(ticks: readonly number[], most: number): number[] {
  const stride = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % stride === 0);
}
