import type { Batch } from '@sbn/datasets';
import { type Head, type HeadConfig, headFromConfig, type Loss } from '@sbn/heads';
import { type Scalar, type Tensor2D, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { EncodeOptions, Encoder, EncoderConfig, EncoderInputs } from '../encoders/encoder.js';
import { encoderFromConfig } from '../encoders/encoder-from-config.js';
import { type Parameter, tableParameter, variableParameter } from './parameter.js';

/** An encoder with a head on top: inputs to one logit per label. */
export interface Model {
  readonly encoder: Encoder;
  readonly head: Head;
  /** Everything that is trained or frozen, in a stable order, under stable names (`encoder/…`, `head/…`). */
  readonly parameters: readonly Parameter[];
  /** The parameters that are TensorFlow.js variables: all but an embedding table. */
  readonly variables: readonly Variable[];
  /** How many numbers are trained. */
  readonly numParams: number;
  /** Logits [batch, numLabels], without dropout. */
  logits(inputs: EncoderInputs): Tensor2D;
  /** The loss of a batch; dropout as the options say. */
  loss(batch: Batch, options?: EncodeOptions & { readonly loss?: Loss | undefined }): Scalar;
  toConfig(): ModelConfig;
  /** Frees the tensors of encoder and head. */
  dispose(): void;
}

/** Plain JSON that describes a model without its parameters. */
export interface ModelConfig {
  readonly encoder: EncoderConfig;
  readonly head: HeadConfig;
}

/**
 * Puts an encoder and a head together. The model owns both from now on.
 *
 * @throws RangeError when the encoder's features do not fit the head
 */
export function createModel(options: { readonly encoder: Encoder; readonly head: Head }): Model {
  const { encoder, head } = options;
  if (encoder.outDim !== head.inDim) {
    throw new RangeError(
      `createModel: the encoder gives ${encoder.outDim} features and the head takes ${head.inDim}; make them equal`,
    );
  }
  const parameters: Parameter[] = [];
  const frozen = new Set(encoder.frozen?.map((name) => `encoder/${name}`));
  if (encoder.table !== undefined) parameters.push(tableParameter('encoder/table', encoder.table));
  encoder.variables.forEach((variable, i) => {
    parameters.push(variableParameter(`encoder/${encoder.variableNames[i]}`, variable));
  });
  head.variables.forEach((variable, i) => {
    parameters.push(variableParameter(`head/${head.parameterNames[i]}`, variable));
  });
  return {
    encoder,
    head,
    parameters,
    variables: [...encoder.variables, ...head.variables],
    numParams: parameters.reduce((sum, { name, size }) => sum + (frozen.has(name) ? 0 : size), 0),
    logits: (inputs) => tidy(() => head.logits(encoder.encode(inputs))),
    loss: (batch, { loss, ...encodeOptions } = {}) =>
      tidy(() => head.loss(encoder.encode(batch.inputs, encodeOptions), batch.labels, { loss })),
    toConfig: () => ({ encoder: encoder.toConfig(), head: head.toConfig() }),
    dispose: () => {
      encoder.dispose();
      head.dispose();
    },
  };
}

/** Makes the model that a config describes, with freshly drawn parameters: the same config, the same parameters. */
export function modelFromConfig(config: ModelConfig): Model {
  return createModel({ encoder: encoderFromConfig(config.encoder), head: headFromConfig(config.head) });
}
