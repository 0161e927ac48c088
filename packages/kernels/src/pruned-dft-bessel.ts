/**
 * Bessel functions of the first kind J_0(x) .. J_{count-1}(x), to about 1e-15 of the largest.
 *
 * Miller's algorithm: the recurrence J_{i-1} = (2i/x) J_i - J_{i+1} is stable downwards, so it is started far above with
 * any numbers and scaled at the end by J_0 + 2 J_2 + 2 J_4 + … = 1.
 *
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 9.1.46 and 9.12, example 1.
 *
 * @param x >= 0
 * @param count >= 1
 */
export function besselFunctions(x: number, count: number): Float64Array {
  const values = new Float64Array(count);
  if (x === 0) {
    values[0] = 1;
    return values;
  }
  // Above the turning point i = x the functions fall faster than exponentially; this far up they are below 1e-20.
  const reach = Math.max(count, x);
  const start = 2 * Math.ceil((reach + 20 + 12 * Math.cbrt(reach)) / 2);
  let above = 0;
  let value = 1e-280;
  let sum = 0;
  for (let i = start; i >= 0; i--) {
    if (i < count) values[i] = value;
    if (i % 2 === 0) sum += i === 0 ? value : 2 * value;
    const below = ((2 * i) / x) * value - above;
    above = value;
    value = below;
    if (Math.abs(value) > 1e200) {
      value *= 1e-200;
      above *= 1e-200;
      sum *= 1e-200;
      for (let known = i; known < count; known++) values[known]! *= 1e-200;
    }
  }
  return values.map((unscaled) => unscaled / sum);
}
