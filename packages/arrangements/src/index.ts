export {
  type ArgmaxableSet,
  type ArgmaxableSetsOptions,
  argmaxableSets,
} from './cells/argmaxable-sets.js';
export { characteristicPolynomial } from './cells/characteristic-polynomial.js';
export { type HasseDiagram, type HasseNode, hasseDiagram } from './hasse/hasse-diagram.js';
export type { HasseDrawingOptions } from './hasse/hasse-layout.js';
export { renderHasseSvg } from './hasse/render-hasse-svg.js';
export { type HasseTikzOptions, renderHasseTikz } from './hasse/render-hasse-tikz.js';
export { type HyperplanesOptions, renderHyperplanesSvg } from './hyperplanes/render-hyperplanes-svg.js';
export type { ExactVector } from './layer/exact-vector.js';
export type { LayerInput, OutputRule } from './layer/layer-input.js';
export { type SignPattern, type SignPatterns, signPatterns } from './patterns/sign-patterns.js';
export type { SignedSetsOptions } from './signed-sets/check-work.js';
export { circuits } from './signed-sets/circuits.js';
export { cocircuits } from './signed-sets/cocircuits.js';
export { findForbiddingCircuit } from './signed-sets/find-forbidding-circuit.js';
export type { SignedSet } from './signed-sets/signed-set.js';
