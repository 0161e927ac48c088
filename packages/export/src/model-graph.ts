import { isBuiltInHead } from '@sbn/heads';
import { isBuiltInEncoder, type Model } from '@sbn/train';
import { appendEncoder } from './encoders/append-encoder.js';
import type { TrainedValues } from './encoders/encoder-source.js';
import { ExportError } from './export-error.js';
import { createGraph, type Graph } from './graph/graph.js';
import { appendHead } from './heads/append-head.js';

/**
 * A model as a graph with the outputs `logits` and `probabilities`, both [batch, numLabels], and its numbers as they
 * are now.
 *
 * @param place the caller, for messages
 * @throws ExportError `not-built-in`, `tied-weights`
 */
export async function modelGraph(place: string, model: Model): Promise<Graph> {
  const { encoder, head } = model;
  checkBuiltIn(place, 'encoder', encoder.kind, isBuiltInEncoder(encoder));
  checkBuiltIn(place, 'head', head.kind, isBuiltInHead(head));
  const headConfig = head.toConfig();
  if ('tied' in headConfig && headConfig.tied) {
    throw new ExportError(
      `${place}: the weights of the ${head.kind} head are somebody else's variable, which the model does not ` +
        'have. Make a head without tiedTo, set its weights to a copy of that variable, and export a model with it.',
      { code: 'tied-weights' },
    );
  }
  const weights = new Map<string, TrainedValues>();
  for (const parameter of model.parameters) {
    if (!parameter.name.startsWith('encoder/')) continue;
    const { shape } = parameter;
    weights.set(parameter.name.slice('encoder/'.length), { shape, data: await parameter.read() });
  }
  const graph = createGraph();
  const features = appendEncoder(graph, { config: encoder.toConfig(), weights });
  const { logits, probabilities } = appendHead(
    graph,
    features,
    { config: headConfig, weights: await head.readWeights() },
    head.output,
  );
  const shape = ['batch', head.numLabels];
  graph.output('logits', logits, shape);
  graph.output('probabilities', probabilities, shape);
  return graph.graph;
}

/** The packages that the parts of a model must come from. */
const origins = { encoder: '@sbn/train', head: '@sbn/heads' } as const;

function checkBuiltIn(place: string, part: keyof typeof origins, kind: string, builtIn: boolean): void {
  if (builtIn) return;
  throw new ExportError(
    `${place}: the ${part} (of kind ${JSON.stringify(kind)}) was not made by a factory of ${origins[part]}, so what it ` +
      'computes cannot be read off its config. Use one of those.',
    { code: 'not-built-in' },
  );
}
