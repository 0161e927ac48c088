import { InputError } from '@sbn/core';
import type { DatasetInfo } from '@sbn/datasets';
import type { HeadConfig } from '@sbn/heads';
import { headFromConfig } from '@sbn/heads';
import { bagEncoder, createModel, denseEncoder, type Encoder, type Model } from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import { classHeadConfig } from '../class-heads/class-head-config.js';
import { isGridClassHead } from '../class-heads/grid-class-head.js';
import type { EncoderConfig } from './config/encoder.js';
import type { GridHead, GridRun } from './expand-grid.js';

/** What {@link buildModel} makes a model from. */
export interface BuildModelOptions {
  readonly encoder: EncoderConfig;
  readonly run: GridRun;
  readonly data: Pick<DatasetInfo, 'inputKind' | 'inputDim' | 'numLabels'>;
}

/**
 * Makes the model of one run, sized to the data.
 *
 * @throws InputError when encoder or head do not fit the data
 */
export async function buildModel({ encoder: config, run, data }: BuildModelOptions): Promise<Model> {
  if (config.kind !== data.inputKind) {
    throw new InputError(
      `encoder.kind: the data has ${data.inputKind} inputs, which a ${config.kind} encoder does not take. Set it to ${data.inputKind}`,
      { code: 'bad-config' },
    );
  }
  const encoder = await asInputError('encoder', () => buildEncoder(config, data.inputDim, run.seed));
  try {
    const head = await asInputError(`head ${run.headId}`, () =>
      headFromConfig(headConfig(run.head, encoder.outDim, data.numLabels, run.seed)),
    );
    return createModel({ encoder, head });
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}

function buildEncoder(config: EncoderConfig, inputDim: number, seed: number): Encoder {
  const { kind, ...options } = config;
  return kind === 'bag'
    ? bagEncoder({
        ...(options as Omit<Extract<EncoderConfig, { kind: 'bag' }>, 'kind'>),
        numFeatures: inputDim,
        seed,
      })
    : denseEncoder({ ...options, inDim: inputDim, seed });
}

function headConfig(head: GridHead, inDim: number, numLabels: number, seed: number): HeadConfig {
  const shared = { inDim, numLabels, seed };
  if (isGridClassHead(head)) return classHeadConfig(head, shared);
  switch (head.kind) {
    case 'vandermonde':
      // Known by its width; 2k + 1 columns promise k.
      return { kind: head.kind, dim: 2 * head.k + 1, slackDims: head.slackDims, ...shared };
    case 'plif': {
      const { knots, ...settings } = head;
      return { ...settings, numKnots: knots, bias: 'learned', rows: 'free', ...shared };
    }
    default:
      return { ...head, ...shared };
  }
}
