/** One input that is ready for the model: the tokens of a text, or the pixels of a picture. */
export interface ReadyInput {
  /** Token ids [length], or channels by rows by columns [channels, height, width]. */
  readonly data: Uint32Array | Float32Array;
  readonly shape: readonly number[];
  /** Whether the text was longer than the model takes and lost its end. */
  readonly truncated: boolean;
  /** Whether the text is empty or blank. */
  readonly blank: boolean;
}

/**
 * A frozen encoder: turns each input into a row of `dim` numbers. `createTextEmbedder` and `createImageEmbedder` make
 * two; any object of this form can be given to `embedToFile`.
 */
export interface Embedder<Input> {
  /** Numbers per row. */
  readonly dim: number;
  /** What the rows depend on, as plain JSON: the model's files and the options. */
  readonly identity: object;
  /**
   * Whether inputs differ in length. If so, `embedToFile` puts inputs of like length into the same batch, since all
   * inputs of a batch are filled up to its longest.
   */
  readonly variesInLength: boolean;
  /**
   * Makes an input ready for {@link run}.
   *
   * @throws InputError when the input itself is at fault, such as a damaged picture
   */
  ready(input: Input): Promise<ReadyInput>;
  /** The rows of a batch, [batch, dim] one after the other. */
  run(batch: readonly ReadyInput[]): Promise<Float32Array>;
  /** {@link ready} and {@link run} in one: the rows of a few inputs, [inputs, dim]. */
  embed(inputs: readonly Input[]): Promise<Float32Array>;
  /** Frees the model. */
  dispose(): Promise<void>;
}

/** Options that both kinds of encoder have. */
export interface EmbedderOptions {
  /**
   * A folder with `config.json`, `onnx/model.onnx` (or `model.onnx`) and, for texts, `tokenizer.json` and
   * `tokenizer_config.json`, for pictures `preprocessor_config.json`. With `allowDownloads` also the name of a model on the
   * Hugging Face hub, such as `org/name`.
   */
  readonly model: string;
  /** Whether a model that is no folder may be downloaded; false when left out: nothing ever touches the network. */
  readonly allowDownloads?: boolean | undefined;
  /** How the model's output becomes one row; see {@link Pooling}. */
  readonly pooling?: Pooling | undefined;
  /** The output of the model to take; when left out, `last_hidden_state` or the one that fits the pooling. */
  readonly output?: string | undefined;
  /** Whether rows are scaled to length 1; false when left out. */
  readonly normalise?: boolean | undefined;
  /** The file of weights: `onnx/model.onnx` for fp32 (the default), `onnx/model_fp16.onnx` for fp16, and so on. */
  readonly dtype?: WeightType | undefined;
  /** Where it runs; `cpu` when left out. */
  readonly device?: 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml' | undefined;
  /** Threads of the model on the processor; as many as there are cores when left out. */
  readonly threads?: number | undefined;
}

/**
 * How the output of a model becomes a row: `mean` over the tokens of a text (not over what fills up a batch) or over
 * the places of a picture, `cls` the first token, `last` the last token, `none` where the model itself gives one row
 * per input. When left out: `none` for a model that only gives such rows, else `cls` for pictures in patches and `mean`
 * for everything else.
 */
export type Pooling = 'mean' | 'cls' | 'last' | 'none';

/** The number formats in which models are stored. */
export type WeightType = 'fp32' | 'fp16' | 'int8' | 'uint8' | 'q8' | 'q4' | 'q4f16' | 'bnb4';
