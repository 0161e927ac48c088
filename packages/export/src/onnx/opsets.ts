/**
 * The versions of the ONNX operator set that can be written, each with the version of the file format that belongs to
 * it. 13 is the first in which Softmax works on one axis; the last is the newest that onnxruntime-web takes.
 */
const irVersions: ReadonlyMap<number, number> = new Map([
  [13, 7],
  [14, 7],
  [15, 8],
  [16, 8],
  [17, 8],
  [18, 8],
  [19, 9],
  [20, 9],
  [21, 10],
  [22, 10],
  [23, 11],
]);

/** All versions that can be written. */
export const supportedOpsets: readonly number[] = [...irVersions.keys()];

/** The version that is written when none is asked for: old enough for every runtime in use. */
export const defaultOpset = 17;

/**
 * The version of the file format for an operator set.
 *
 * @throws RangeError listing the versions that can be written
 */
export function irVersionOf(place: string, opset: number): number {
  const version = irVersions.get(opset);
  if (version === undefined) {
    throw new RangeError(
      `${place}: opset must be an integer in [${supportedOpsets[0]}, ${supportedOpsets.at(-1)}], got ${String(opset)}. ` +
        `Leave it out for ${defaultOpset}.`,
    );
  }
  return version;
}
