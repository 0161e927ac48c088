import type { Loss } from '@sbn/heads';
import { getBackend } from '@tensorflow/tfjs-core';
import { hostBackends } from '../backends/backend-name.js';
import type { Model } from '../model/model.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { EngineFactory } from './engine.js';
import { createFusedEngine } from './fused/fused-engine.js';
import { fusedObstacle } from './fused/fused-obstacle.js';
import { createTfjsEngine } from './tfjs/tfjs-engine.js';

/** The engines by name; `auto` takes `fused` where it can. */
export type EngineName = 'fused' | 'tfjs';

/**
 * The engine for a training: `auto` is `fused` where the model, the loss and the optimiser are ours and the current
 * backend computes in this process (`cpu`, `wasm`), else `tfjs`. A GPU that somebody has selected is used, and so is
 * native TensorFlow.
 *
 * @param options.threads for the fused engine
 */
export function chooseEngine(options: {
  readonly engine: EngineName | 'auto' | EngineFactory;
  readonly threads: number | undefined;
  readonly model: Model;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}): EngineFactory {
  const { engine, threads, model, loss, optimizer } = options;
  if (typeof engine === 'function') return engine;
  const isFused =
    engine === 'fused' ||
    (engine === 'auto' &&
      hostBackends.includes(getBackend()) &&
      fusedObstacle({ model, loss, optimizer }) === undefined);
  return isFused ? (given) => createFusedEngine({ ...given, threads }) : createTfjsEngine;
}
