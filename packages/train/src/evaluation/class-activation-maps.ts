import type { DenseRows } from '@sbn/core';
import { isAveragedSigmoidHead } from '@sbn/heads';
import { reshape, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { Model } from '../model/model.js';

/** Where in pictures classes are seen. */
export interface ClassActivationMaps {
  readonly numRows: number;
  /** Of the last map: smaller than the pictures. */
  readonly height: number;
  readonly width: number;
  readonly numLabels: number;
  /** What the numbers are: `probabilities` of an averaged sigmoid head, `logits` of any other. */
  readonly kind: 'probabilities' | 'logits';
  /** [numRows, height, width, numLabels]. */
  readonly data: Float32Array;
}

/**
 * What the head says at every place of the last map (class activation maps: Zhou, Khosla, Lapedriza, Oliva, Torralba,
 * *Learning Deep Features for Discriminative Localization*, CVPR 2016). The mean over the places is what the model says of
 * the whole picture: exactly so for the probabilities of an averaged sigmoid head, and for the logits of a head that is
 * one linear layer on pooled features.
 *
 * @param rows pictures, as the encoder takes them
 * @throws TypeError when the encoder is not convolutional, or its map goes into a head that knows nothing of places
 */
export async function classActivationMaps(model: Model, rows: DenseRows): Promise<ClassActivationMaps> {
  const { encoder, head } = model;
  const { featureMap, lastMap } = encoder;
  if (featureMap === undefined || lastMap === undefined) {
    throw new TypeError(
      `classActivationMaps: expected a convolutional encoder, which has maps, got a ${encoder.kind} encoder`,
    );
  }
  const { height, width, channels } = featureMap;
  const places = height * width;
  const isAveraged = isAveragedSigmoidHead(head) && head.positions === places;
  if (!isAveraged && encoder.outDim !== channels) {
    throw new TypeError(
      `classActivationMaps: a ${head.kind} head on a whole map has no maps of its classes; use averagedSigmoidHead, or output: 'pooled' in the encoder`,
    );
  }
  const numRows = rows.numRows;
  const maps = tidy(() => {
    const map = lastMap(encoder.embed(rows));
    return isAveraged
      ? head.classMaps(reshape(map, [numRows, places * channels]))
      : head.logits(reshape(map, [numRows * places, channels]) as Tensor2D);
  });
  try {
    return {
      numRows,
      height,
      width,
      numLabels: head.numLabels,
      kind: isAveraged ? 'probabilities' : 'logits',
      data: ((await maps.data()) as Float32Array).slice(),
    };
  } finally {
    maps.dispose();
  }
}
