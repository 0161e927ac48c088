import { InputError } from '@sbn/core';
import type { DatasetInfo, InputKind } from '@sbn/datasets';
import type { HeadConfig } from '@sbn/heads';
import { headFromConfig } from '@sbn/heads';
import {
  bagEncoder,
  createModel,
  denseEncoder,
  type Encoder,
  type Model,
  textConvolutionEncoder,
} from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import { classHeadConfig } from '../class-heads/class-head-config.js';
import { isGridClassHead } from '../class-heads/grid-class-head.js';
import type { EncoderConfig } from './config/encoder.js';
import type { GridHead, GridRun } from './expand-grid.js';
import { type FoundEmbeddings, loadEmbeddings } from './load-embeddings.js';

/** What {@link buildModel} makes a model from. */
export interface BuildModelOptions {
  readonly encoder: EncoderConfig;
  readonly run: GridRun;
  readonly data: Pick<DatasetInfo, 'inputKind' | 'inputDim' | 'numLabels' | 'featureNames'>;
  /** Told how many words have a vector, where the embeddings start with those of a file. */
  readonly onEmbeddings?: ((found: FoundEmbeddings) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the model of one run, sized to the data.
 *
 * @throws InputError when encoder or head do not fit the data
 */
export async function buildModel(options: BuildModelOptions): Promise<Model> {
  const { encoder: config, run, data, onEmbeddings, signal } = options;
  checkInputKind(config.kind, data.inputKind);
  const encoder = await asInputError('encoder', () => buildEncoder(config, data.inputDim, run.seed));
  try {
    if ('embeddings' in config && config.embeddings !== undefined) {
      const { table } = encoder;
      onEmbeddings?.(
        await loadEmbeddings(config.embeddings, { table: table!, words: data.featureNames!, signal }),
      );
    }
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
  switch (config.kind) {
    case 'bag': {
      const { kind: _, ...options } = config;
      return bagEncoder({ ...options, numFeatures: inputDim, seed });
    }
    case 'dense': {
      const { kind: _, ...options } = config;
      return denseEncoder({ ...options, inDim: inputDim, seed });
    }
    default: {
      const { kind: _, embeddings, ...options } = config;
      const frozenEmbeddings = embeddings?.trainable === false;
      return textConvolutionEncoder({ ...options, frozenEmbeddings, numFeatures: inputDim, seed });
    }
  }
}

/** What each kind of encoder takes. */
const inputKinds: Readonly<Record<EncoderConfig['kind'], InputKind>> = {
  bag: 'bag',
  dense: 'dense',
  'text-convolution': 'tokens',
  'caml-cnn': 'tokens',
  'kim-cnn': 'tokens',
};

function checkInputKind(kind: EncoderConfig['kind'], inputKind: InputKind): void {
  const wanted = inputKinds[kind];
  if (wanted === inputKind) return;
  if (wanted === 'tokens') {
    throw new InputError(
      `encoder.kind: a ${kind} encoder takes texts as words in order, and the data has ${inputKind} inputs. Set data.inputs to tokens, which data of texts have`,
      { code: 'bad-config' },
    );
  }
  const suited = Object.entries(inputKinds).flatMap(([name, takes]) => (takes === inputKind ? [name] : []));
  throw new InputError(
    `encoder.kind: the data has ${inputKind} inputs, which a ${kind} encoder does not take. Set it to ${suited.join(' or ')}`,
    { code: 'bad-config' },
  );
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
