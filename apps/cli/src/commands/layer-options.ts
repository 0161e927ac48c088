import type { OutputRule } from '@sbn/detect';
import type { Command } from 'commander';
import { quote } from './experiment-options.js';
import { parseRule } from './parse-rule.js';

/** The flags that name an output layer. */
export interface LayerOptions {
  readonly run?: string;
  readonly weights?: string;
  readonly tensor?: string;
  /** A file, or a tensor of the weights' file; false for none. */
  readonly bias?: string | false;
  readonly biasTensor?: string;
  readonly transpose?: boolean;
  readonly structure?: string;
  readonly names?: string;
  readonly rule?: OutputRule;
}

/**
 * Adds the flags of {@link LayerOptions}.
 *
 * @param options.model whether the command has an argument that names the file, in place of --weights and --run
 */
export function addLayerOptions(command: Command, options: { readonly model?: boolean } = {}): Command {
  if (!options.model) {
    command
      .option('--run <folder>', 'the trained layer of a run folder, instead of --weights')
      .option(
        '--weights <file>',
        'the file with the weights: .npy, .npz, .safetensors, .onnx, model.json of TensorFlow.js, .csv',
      );
  }
  return command
    .option('--tensor <name>', 'which tensor of the file is the weights, where several could be')
    .option('--bias <file|tensor>', 'the biases: a file, or a tensor of the file with the weights')
    .option('--no-bias', 'no biases, even where the file ties some to the weights')
    .option('--bias-tensor <name>', 'which tensor of the file (of --bias, else of the weights) is the biases')
    .option('--transpose', 'the weights have one column per label; needed where their shape does not tell')
    .option('--no-transpose', 'the weights have one row per label')
    .option(
      '--structure <file>',
      'a JSON file that names the closed form of the first columns, as in output-layer/',
    )
    .option(
      '--names <file>',
      'the names of the labels: a text file with one per line, or JSON (a list, or {"0": "cat"} as in id2label)',
    )
    .option('--rule <rule>', 'when a label set counts as output: threshold, argmax or topk:K', parseRule);
}

/**
 * The flags that name the same layer of the same file again, for a command line to type. --names is one of them: the
 * number of names may be what told the tensor, or which side of it counts the labels.
 */
export function layerFlags({
  tensor,
  bias,
  biasTensor,
  transpose,
  structure,
  names,
}: Omit<LayerOptions, 'run' | 'weights'>): string {
  const flags: [string, string | undefined][] = [
    ['--tensor', tensor],
    ['--bias', bias === false ? undefined : bias],
    ['--bias-tensor', biasTensor],
    ['--structure', structure],
    ['--names', names],
  ];
  const words = flags.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${quote(value)}`]));
  if (bias === false) words.push('--no-bias');
  if (transpose !== undefined) words.push(transpose ? '--transpose' : '--no-transpose');
  return words.map((word) => ` ${word}`).join('');
}

/** A label set in words: `{cat, dog}`, or numbers where there are no names (or only blank ones). */
export function describeLabels(labels: readonly number[], labelNames: readonly string[] | undefined): string {
  const nameOf = (label: number): string => {
    const name = labelNames?.[label];
    if (name === undefined) return String(label);
    return name.trim() === '' ? `#${label}` : name;
  };
  return `{${labels.map(nameOf).join(', ')}}`;
}
