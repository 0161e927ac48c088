export { InputError, type InputErrorDetails } from './input-error.js';
export { createMatrix, type Matrix } from './matrix/matrix.js';
export { hashToInt32 } from './random/hash.js';
export { createRandom, type Random } from './random/random.js';
export type { DenseRows } from './sparse/dense-rows.js';
export { labelSetAt, labelSetsFrom } from './sparse/label-sets.js';
export type { LabelSets, SparseRows } from './sparse/sparse-rows.js';
