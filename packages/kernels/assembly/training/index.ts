// The module of the training step. Every export that is a phase is `f(params, chunk, thread)`.
export { affineBackward, affineForward } from './affine';
export { bagLateUpdate, bagRows, bagUpdate } from './bag';
export { addHistograms, piecesOfChunk, raisePieces } from '../class-scores/piecewise-linear';
export { classGradients, classScores, classSums, updatePieces, updateScoreFunction } from './class-pass';
export { inputGradient, loadInputs } from './inputs';
export { labelPass } from './label-pass';
export { lateUpdate } from './late-update';
export { logitsToRows, rankPass, scorePass } from './scores';
