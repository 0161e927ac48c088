import { trigonometricBasis } from '@sbn/core';
import type { Constant, TrigonometricColumns } from '../graph/value.js';
import type { OnnxWriter } from './onnx-writer.js';

/**
 * From how many bytes on a trigonometric basis is computed by the graph instead of being stored. Runtimes fold what
 * depends on nothing but initialisers once, when they load a file: runs are then as fast as with the stored matrix, and
 * the file is smaller by nearly the whole basis. Below, a plain matrix is the better thing to have.
 */
const largestStoredBasis = 1 << 20;

/** Appends a constant: as an initialiser, or as nodes that compute it. */
export function writeOnnxConstant(writer: OnnxWriter, constant: Constant): void {
  const { name, shape, basis } = constant;
  if (basis !== undefined && 4 * basis.numLabels * (2 * basis.k + 1) > largestStoredBasis) {
    writeBasis(writer, name, basis);
  } else {
    writer.tensor(name, shape, constant.entries());
  }
}

/**
 * B[t, 0] = √(1/n), B[t, 2j − 1] = √(2/n) cos(2πjt/n), B[t, 2j] = √(2/n) sin(2πjt/n), read from a table of the n angles
 * at the integer (j t) mod n: the same float32 numbers as in a stored matrix.
 */
function writeBasis(
  writer: OnnxWriter,
  name: string,
  { k, numLabels, places, rest }: TrigonometricColumns,
): void {
  const part = (suffix: string): string => `${name}/${suffix}`;
  const columns = Array.from({ length: 2 * k + 1 }, (_, column) => column);
  const place = writer.integers(
    part('places'),
    places ?? Array.from({ length: numLabels }, (_, label) => label),
    [numLabels, 1],
  );
  const frequency = writer.integers(
    part('frequencies'),
    columns.map((column) => Math.ceil(column / 2)),
    [1, columns.length],
  );
  const turns = writer.node('Mul', [place, frequency], part('turns'));
  const angle = writer.node('Mod', [turns, writer.integers(part('period'), [numLabels])], part('angles'));
  // The table has the cosines, then the sines, then the constant.
  const start = writer.integers(
    part('starts'),
    columns.map((column) => (column === 0 ? 2 * numLabels : column % 2 === 1 ? 0 : numLabels)),
    [1, columns.length],
  );
  const at = writer.node('Add', [angle, start], part('positions'));
  const table = writer.tensor(part('angle-table'), [2 * numLabels + 1], angleTable(numLabels));
  if (rest === undefined) {
    writer.node('Gather', [table, at], name, { axis: 0 });
    return;
  }
  const basis = writer.node('Gather', [table, at], part('basis'), { axis: 0 });
  const slack = writer.tensor(rest.name, rest.shape, rest.entries());
  writer.node('Concat', [basis, slack], name, { axis: 1 });
}

function angleTable(numLabels: number): Float32Array {
  const { data } = trigonometricBasis({ numLabels, k: 1 });
  const table = new Float32Array(2 * numLabels + 1);
  for (let turn = 0; turn < numLabels; turn++) {
    table[turn] = data[3 * turn + 1]!;
    table[numLabels + turn] = data[3 * turn + 2]!;
  }
  table[2 * numLabels] = data[0]!;
  return table;
}
