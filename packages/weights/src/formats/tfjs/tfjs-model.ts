import { z } from 'zod';
import { failAt } from '../../files/fail-at.js';

/** One entry of the weights manifest. */
export interface TfjsWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** How numbers were squeezed into fewer bytes: number = stored · scale + min; `float16` is stored as it is. */
  readonly quantization?:
    | {
        readonly dtype: 'uint8' | 'uint16' | 'float16';
        readonly scale?: number | undefined;
        readonly min?: number | undefined;
      }
    | null
    | undefined;
}

/** Files that follow one another, and the weights in them. */
export interface TfjsGroup {
  readonly paths: readonly string[];
  readonly weights: readonly TfjsWeight[];
}

/** One node of a graph model. */
export interface TfjsNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[] | null | undefined;
  readonly attr?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The parts of a TensorFlow.js `model.json` that are read. */
export interface TfjsModel {
  readonly modelTopology?: { readonly node?: readonly TfjsNode[] | null | undefined } | null | undefined;
  readonly weightsManifest: readonly TfjsGroup[];
}

/** The kinds of attributes of a node that are read. */
export interface TfjsAttribute {
  readonly b?: boolean | null | undefined;
  readonly list?: { readonly s?: readonly string[] | null | undefined } | null | undefined;
}

const weightSchema: z.ZodType<TfjsWeight> = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.string(),
  quantization: z
    .object({
      dtype: z.enum(['uint8', 'uint16', 'float16']),
      scale: z.number().optional(),
      min: z.number().optional(),
    })
    .nullish(),
});

const nodeSchema: z.ZodType<TfjsNode> = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).nullish(),
  attr: z.record(z.string(), z.unknown()).nullish(),
});

const modelSchema: z.ZodType<TfjsModel> = z.object({
  modelTopology: z.object({ node: z.array(nodeSchema).nullish() }).nullish(),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
});

const attributeSchema: z.ZodType<TfjsAttribute> = z.object({
  b: z.boolean().nullish(),
  list: z.object({ s: z.array(z.string()).nullish() }).nullish(),
});

/** An attribute of a node, where it is of a kind that is read. */
export function tfjsAttribute({ attr }: TfjsNode, name: string): TfjsAttribute | undefined {
  if (!attr || !Object.hasOwn(attr, name)) return undefined;
  return attributeSchema.safeParse(attr[name]).data;
}

/**
 * Checks a parsed `model.json`.
 *
 * @throws InputError that names the first field that is wrong
 */
export function checkTfjsModel(json: unknown, file: string): TfjsModel {
  const parsed = modelSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  return failAt(
    { file },
    'syntax',
    `Expected a TensorFlow.js model: ${path.map(String).join('.').slice(0, 200) || 'the file'}: ${message}.`,
    'Is this the model.json of tensorflowjs_converter or of model.save()?',
  );
}
