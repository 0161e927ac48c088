import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OnnxNode, onnxFile } from './onnx-file.js';

/** The words that the tiny tokenizer knows, in the order of their ids. */
export const tinyWords = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'red', 'green', 'blue'] as const;

/** The embedding of each word, [words, 2]. */
export const tinyEmbeddings: readonly (readonly [number, number])[] = [
  [100, -100],
  [9, 9],
  [1, 0],
  [0, 1],
  [2, 3],
  [5, -4],
  [-1, 7],
];

/**
 * Writes a model like BERT, only small. With h_t = E[word t] W, W = [[1, 0.5], [0, 2]], and c the mean of h over the
 * tokens whose attention mask is 1: `last_hidden_state` [batch, tokens, 2] is h_t + c, and `sentence_embedding`
 * [batch, 2] is c.
 *
 * @param options.scale multiplies the embeddings
 * @param options.half both outputs are float16
 */
export async function writeTinyTextModel(
  folder: string,
  options: {
    readonly maxTokens?: number;
    readonly scale?: number;
    readonly half?: boolean;
    readonly file?: string;
  } = {},
): Promise<string> {
  const { maxTokens = 8, scale = 1, half = false, file = 'onnx/model.onnx' } = options;
  const outputs = [
    ['last_hidden_state', 'state', ['batch', 'tokens', 2]],
    ['sentence_embedding', 'context_rows', ['batch', 2]],
  ] as const;
  const nodes: OnnxNode[] = [
    { op: 'Gather', input: ['table', 'input_ids'], output: 'embedded', attributes: { axis: 0 } },
    { op: 'MatMul', input: ['embedded', 'weights'], output: 'hidden' },
    { op: 'Cast', input: ['attention_mask'], output: 'mask', attributes: { to: 1 } },
    { op: 'Unsqueeze', input: ['mask', 'last'], output: 'mask3' },
    { op: 'Mul', input: ['hidden', 'mask3'], output: 'own' },
    { op: 'ReduceSum', input: ['own', 'middle'], output: 'sum', attributes: { keepdims: 1 } },
    { op: 'ReduceSum', input: ['mask3', 'middle'], output: 'count', attributes: { keepdims: 1 } },
    { op: 'Div', input: ['sum', 'count'], output: 'context' },
    { op: 'Add', input: ['hidden', 'context'], output: 'state' },
    { op: 'Squeeze', input: ['context', 'middle'], output: 'context_rows' },
    ...outputs.map(([output, input]): OnnxNode => {
      return half
        ? { op: 'Cast', input: [input], output, attributes: { to: 10 } }
        : { op: 'Identity', input: [input], output };
    }),
  ];
  const model = onnxFile({
    inputs: ['input_ids', 'attention_mask'].map((name) => {
      return { name, type: 'int64', shape: ['batch', 'tokens'] };
    }),
    outputs: outputs.map(([name, , shape]) => ({ name, type: half ? 'float16' : 'float', shape })),
    constants: [
      {
        name: 'table',
        dims: [tinyWords.length, 2],
        values: Float32Array.from(tinyEmbeddings.flat(), (value) => value * scale),
      },
      { name: 'weights', dims: [2, 2], values: Float32Array.of(1, 0.5, 0, 2) },
      { name: 'middle', dims: [1], values: BigInt64Array.of(1n) },
      { name: 'last', dims: [1], values: BigInt64Array.of(2n) },
    ],
    nodes,
  });
  await mkdir(join(folder, 'onnx'), { recursive: true });
  await writeFile(join(folder, file), model);
  const special = tinyWords.slice(0, 4);
  await writeJson(join(folder, 'config.json'), {
    model_type: 'bert',
    hidden_size: 2,
    max_position_embeddings: maxTokens,
  });
  await writeJson(join(folder, 'tokenizer_config.json'), {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: 1e30,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
  });
  await writeJson(join(folder, 'tokenizer.json'), {
    version: '1.0',
    added_tokens: special.map((content, id) => ({
      id,
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(tinyWords.map((word, id) => [word, id])),
    },
  });
  return folder;
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFile(file, JSON.stringify(value));
}
