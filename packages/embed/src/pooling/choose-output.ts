import type { Pooling } from '../embedder.js';

/** Outputs with a row per token or place, best first. */
const perToken: readonly string[] = ['last_hidden_state', 'token_embeddings'];
/** Outputs with a row per input, best first. */
const perInput: readonly string[] = ['sentence_embedding', 'pooler_output', 'text_embeds', 'image_embeds'];

/** Which output of a model is taken, and how it becomes rows. */
export interface OutputChoice {
  readonly output: string;
  readonly pooling: Pooling;
}

/**
 * Decides which output of a model is taken and how it is pooled, from what was asked for and the shapes that the model
 * gave once.
 *
 * @param shapes the shape of each output for a batch of one
 * @param poolingOfTokens the pooling of an output with a row per token, where nothing was asked for
 * @throws RangeError when there is no such output, or several could be meant
 */
export function chooseOutput(
  shapes: Readonly<Record<string, readonly number[]>>,
  asked: { readonly output?: string | undefined; readonly pooling?: Pooling | undefined },
  poolingOfTokens: Pooling,
): OutputChoice {
  const names = Object.keys(shapes);
  const listed = names.map((name) => `${name} [${shapes[name]!.join(', ')}]`).join(', ');
  const poolingOf = (name: string): Pooling => {
    if (asked.pooling !== undefined) return asked.pooling;
    const rank = shapes[name]!.length;
    return rank === 2 ? 'none' : rank === 3 ? poolingOfTokens : 'mean';
  };
  if (asked.output !== undefined) {
    if (!names.includes(asked.output)) {
      throw new RangeError(`the model has no output ${asked.output}; it has ${listed}`);
    }
    return { output: asked.output, pooling: poolingOf(asked.output) };
  }
  const isPerInput = (name: string): boolean => {
    const shape = shapes[name]!;
    return shape.length === 2 || (shape.length === 4 && shape[2] === 1 && shape[3] === 1);
  };
  const wanted = [
    ...(asked.pooling === 'none' ? [] : perToken.filter((name) => names.includes(name))),
    ...(asked.pooling === undefined || asked.pooling === 'none'
      ? perInput.filter((name) => names.includes(name) && isPerInput(name))
      : []),
  ];
  const others = names.filter((name) => isPerInput(name) === (asked.pooling === 'none'));
  const output = wanted[0] ?? (others.length === 1 ? others[0] : names.length === 1 ? names[0] : undefined);
  if (output === undefined) {
    throw new RangeError(`name the output to take; the model has ${listed}`);
  }
  return { output, pooling: poolingOf(output) };
}
