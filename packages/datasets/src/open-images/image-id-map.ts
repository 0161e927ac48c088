import type { ImageId } from './image-id.js';

/** A number for each of many images. Twelve bytes an entry at two thirds full; a `Map` would take ten times as much. */
export interface ImageIdMap {
  readonly size: number;
  /** Adds an image; false when it is there already, with whatever number. */
  add(id: ImageId, value: number): boolean;
  get(id: ImageId): number | undefined;
}

const empty = 2 ** 32 - 1;

/** An empty {@link ImageIdMap}; values are integers in [0, 2³² − 2]. */
export function createImageIdMap(): ImageIdMap {
  let capacity = 1024;
  let highs = new Uint32Array(capacity);
  let lows = new Uint32Array(capacity);
  let values = new Uint32Array(capacity).fill(empty);
  let size = 0;

  /** Where an image is, or the free place where it belongs. */
  const find = ({ high, low }: ImageId): number => {
    let at = (Math.imul(high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b) >>> 7) & (capacity - 1);
    while (values[at] !== empty && !(highs[at] === high && lows[at] === low)) at = (at + 1) & (capacity - 1);
    return at;
  };

  const grow = (): void => {
    const [oldHighs, oldLows, oldValues] = [highs, lows, values];
    capacity *= 2;
    highs = new Uint32Array(capacity);
    lows = new Uint32Array(capacity);
    values = new Uint32Array(capacity).fill(empty);
    for (let i = 0; i < oldValues.length; i++) {
      if (oldValues[i] === empty) continue;
      const at = find({ high: oldHighs[i]!, low: oldLows[i]! });
      highs[at] = oldHighs[i]!;
      lows[at] = oldLows[i]!;
      values[at] = oldValues[i]!;
    }
  };

  return {
    get size() {
      return size;
    },
    add(id, value) {
      let at = find(id);
      if (values[at] !== empty) return false;
      if (3 * (size + 1) > 2 * capacity) {
        grow();
        at = find(id);
      }
      highs[at] = id.high;
      lows[at] = id.low;
      values[at] = value;
      size++;
      return true;
    },
    get(id) {
      const value = values[find(id)]!;
      return value === empty ? undefined : value;
    },
  };
}
