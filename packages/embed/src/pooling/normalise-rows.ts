/** Scales each row to length 1, in place. A row of zeros stays one. */
export function normaliseRows(rows: Float32Array, dim: number): void {
  for (let start = 0; start < rows.length; start += dim) {
    const row = rows.subarray(start, start + dim);
    let squares = 0;
    for (const value of row) squares += value * value;
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let column = 0; column < dim; column++) row[column] = row[column]! * scale;
  }
}
