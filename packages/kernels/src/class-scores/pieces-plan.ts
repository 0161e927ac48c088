import { parametrizations } from './codes.js';

/** A piecewise linear function: `numKnots` equally spaced knots from lo to hi, and what makes a slope of a parameter. */
export interface PiecesSetting {
  readonly numKnots: number;
  readonly interval: readonly [lo: number, hi: number];
  readonly parametrization: keyof typeof parametrizations;
}

/** Addresses that a `PiecewiseLinear` has (assembly/class-scores/structs.ts), one after the other in one area. */
export interface PiecesPlan {
  /** Bytes of the area, a multiple of 8. */
  readonly bytes: number;
  readonly numChunks: number;
  /** Bytes of one histogram. */
  readonly histogramBytes: number;
  /**
   * Values of the struct.
   *
   * @param area address, a multiple of 8
   * @param parameters address of float32 [numKnots + 1], padded to a multiple of 4
   * @param histograms address of the first of `numHistograms`, one after the other
   */
  values(
    area: number,
    parameters: number,
    histograms: number,
    numHistograms: number,
  ): Readonly<Record<PiecesField, number>>;
}

/** The fields of `PiecewiseLinear`. */
export type PiecesField =
  | 'numKnots'
  | 'low'
  | 'spacing'
  | 'inverseSpacing'
  | 'anchor'
  | 'anchorPiece'
  | 'anchorFraction'
  | 'parametrization'
  | 'parameters'
  | 'table'
  | 'derivatives'
  | 'chunkPieces'
  | 'numChunks'
  | 'rises'
  | 'histograms'
  | 'histogramBytes'
  | 'numHistograms'
  | 'derivativeSums';

/** Pieces of one chunk: some microseconds. */
const chunkPieces = 8192;

/** Plans where the table of a piecewise linear function lies. */
export function planPieces({ numKnots, interval: [low, high], parametrization }: PiecesSetting): PiecesPlan {
  const numPieces = numKnots + 1;
  const numChunks = Math.ceil(numPieces / chunkPieces);
  const spacing = (high - low) / (numKnots - 1);
  // f(0) = 0, or what is nearest to it in the interval stays where it is.
  const anchor = Math.min(Math.max(low, 0), high);
  const distance = (anchor - low) / spacing;
  const knot = Math.min(Math.floor(distance), numKnots - 1);
  const tableBytes = 8 * numPieces;
  const derivativeBytes = 16 * Math.ceil(numPieces / 4);
  const riseBytes = 8 * (numChunks + 1);
  const derivatives = 8 * Math.ceil(tableBytes / 8);
  const rises = derivatives + derivativeBytes;
  return {
    bytes: rises + riseBytes + 8 * numChunks,
    numChunks,
    histogramBytes: tableBytes,
    values: (area, parameters, histograms, numHistograms) => ({
      numKnots,
      low,
      spacing,
      inverseSpacing: 1 / spacing,
      anchor,
      anchorPiece: knot + 1,
      anchorFraction: distance - knot,
      parametrization: parametrizations[parametrization],
      parameters,
      table: area,
      derivatives: area + derivatives,
      chunkPieces,
      numChunks,
      rises: area + rises,
      histograms,
      histogramBytes: tableBytes,
      numHistograms,
      derivativeSums: area + rises + riseBytes,
    }),
  };
}
