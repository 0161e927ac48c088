import { type HeadConfig, headFromConfig } from '@sbn/heads';
import { convolutionEncoder, createModel, type Model } from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import type { ImagesRunConfig } from './images-records.js';
import type { OpenedImages } from './open-images.js';

/**
 * Makes the model of a run, sized to the pictures, with its seeded initial parameters.
 *
 * @throws InputError when network or head do not fit the pictures
 */
export async function buildImageModel(
  { encoder: { kind: _kind, ...network }, head, headId, seed }: ImagesRunConfig,
  { dataset, classNames }: OpenedImages,
): Promise<Model> {
  const { height, width, channels } = dataset.shape;
  const output = head.kind === 'averaged-sigmoid' ? 'map' : 'pooled';
  const encoder = await asInputError('encoder', () =>
    convolutionEncoder({ ...network, height, width, channels, output, seed }),
  );
  try {
    const shared = { inDim: encoder.outDim, numLabels: classNames.length, seed };
    const { height: rows, width: columns } = encoder.featureMap!;
    const made = await asInputError(`head ${headId}`, () => headFromConfig(configOf(rows * columns)));
    return createModel({ encoder, head: made });

    function configOf(positions: number): HeadConfig {
      switch (head.kind) {
        case 'averaged-sigmoid':
          return { kind: head.kind, positions, ...shared };
        case 'sigmoid':
          return { kind: head.kind, ...shared };
        case 'softmax': {
          const numLabels = shared.numLabels + (head.unknownClass ? 1 : 0);
          return { kind: head.kind, bias: 'learned', rows: 'free', ...shared, numLabels };
        }
      }
    }
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}
