import { tidy } from '@tensorflow/tfjs-core';
import { checkPositive } from '../../checks.js';
import { tableEntries } from '../../encoders/table-entries.js';
import { readParameters } from '../../model/model-file.js';
import { rulesFor } from '../../optimizers/rules-for.js';
import type { Engine, EngineOptions } from '../engine.js';
import { createGradientStep } from './gradient-step.js';

/**
 * The engine for any model on the current TensorFlow.js backend: see {@link createGradientStep} for where it computes.
 *
 * @param options.updateOn where tensors are updated; the default depends on the backend
 * @throws RangeError when clipNorm is not > 0; InputError (code `group-without-parameters`)
 */
export async function createTfjsEngine(
  options: EngineOptions & { readonly updateOn?: 'host' | 'device' | undefined },
): Promise<Engine> {
  const { model, optimizer, loss, clipNorm, updateOn } = options;
  const { encoder, head, parameters } = model;
  if (clipNorm !== undefined) checkPositive('createTfjsEngine', 'clipNorm', clipNorm);
  const gradientStep = await createGradientStep({
    parameters,
    optimizer,
    ruleFor: rulesFor(optimizer, model),
    clipNorm,
    updateOn,
  });

  return {
    kind: 'tfjs',
    step: async (batch, at) => {
      const { inputs, labels } = batch;
      const leaf = tidy(() => encoder.embed(inputs));
      const { table } = encoder;
      const entries = tableEntries(inputs);
      try {
        return await gradientStep.step(
          {
            compute: () =>
              head.loss(encoder.transform(leaf, { training: true, step: at.step, inputs }), labels, { loss }),
            leaf:
              table === undefined || entries === undefined
                ? undefined
                : { tensor: leaf, tableGradient: (upstream) => table.gradient(entries, upstream) },
          },
          at,
        );
      } finally {
        leaf.dispose();
      }
    },
    sync: async () => {},
    readParameters: () => readParameters(model),
    readState: gradientStep.readState,
    restore: gradientStep.restore,
    dispose: gradientStep.dispose,
  };
}
