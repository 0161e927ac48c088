/** A node's attributes, as TensorFlow's GraphDef has them in JSON. */
export type TfjsAttribute =
  | { readonly type: TfjsType }
  | { readonly b: boolean }
  | { readonly shape: TfjsShape }
  | { readonly i: string }
  | { readonly s: string }
  | { readonly list: { readonly i: readonly string[] } }
  | { readonly tensor: { readonly dtype: TfjsType; readonly tensorShape: TfjsShape } };

/** The names of element types. */
export type TfjsType = 'DT_FLOAT' | 'DT_INT32';

/** A shape; −1 for a length that each run decides. */
export interface TfjsShape {
  readonly dim: readonly { readonly size: string }[];
}

/** `NodeDef`. */
export interface TfjsNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, TfjsAttribute>>;
}

/** An input or output in the signature. */
export interface TfjsTensorInfo {
  readonly name: string;
  readonly dtype: TfjsType;
  readonly tensorShape: TfjsShape;
}

/** A weight, in the order of the bytes. */
export interface TfjsWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** The content of a `model.json`. */
export interface TfjsModelJson {
  readonly format: 'graph-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly signature: {
    readonly inputs: Readonly<Record<string, TfjsTensorInfo>>;
    readonly outputs: Readonly<Record<string, TfjsTensorInfo>>;
  };
  readonly userDefinedMetadata: Readonly<Record<string, string>>;
  readonly modelTopology: {
    readonly node: readonly TfjsNode[];
    readonly versions: { readonly producer: number };
  };
  readonly weightsManifest: readonly [
    { readonly paths: readonly string[]; readonly weights: readonly TfjsWeight[] },
  ];
}
