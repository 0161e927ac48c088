/** The steps of a computation graph that tell which tensors are weights; values and tensors go by name. */
export type GraphStep =
  | {
      /** The output is the input, whatever its type. */
      readonly kind: 'same';
      readonly input: string;
      readonly output: string;
    }
  | {
      /** The output is the input, a matrix, with its axes swapped. */
      readonly kind: 'transpose';
      readonly input: string;
      readonly output: string;
    }
  | {
      /** scale · a b (+ bias), either factor transposed first if the flag says so. */
      readonly kind: 'product';
      readonly a: string;
      readonly b: string;
      readonly transposeA: boolean;
      readonly transposeB: boolean;
      readonly scale: number;
      readonly bias?: { readonly name: string; readonly scale: number };
      readonly output: string;
    }
  | {
      /** A convolution that looks at one position at a time: `outputAxis` is that of the kernel without its axes of length 1. */
      readonly kind: 'convolution';
      readonly kernel: string;
      readonly outputAxis: 0 | 1;
      readonly bias?: { readonly name: string; readonly scale: number };
      readonly output: string;
    }
  | { readonly kind: 'add'; readonly a: string; readonly b: string; readonly output: string }
  | {
      /** Reads integers that stand for other numbers. */
      readonly kind: 'dequantise';
      readonly inputs: readonly string[];
    };
