import type { ImageId } from './image-id.js';

/**
 * A number for each of many images. Ids and numbers stand in the order in which they came, and a table says where; that
 * is 12 bytes an image, and 4 for each place in the table. A `Map` would take ten times as much.
 */
export interface ImageIdMap {
  readonly size: number;
  /** Adds an image; false when it is there already, with whatever number. */
  add(id: ImageId, value: number): boolean;
  get(id: ImageId): number | undefined;
}

const empty = 2 ** 32 - 1;

/**
 * An empty {@link ImageIdMap}; values are integers in [0, 2³² − 1].
 *
 * @param expectedSize for how many images there is room from the start
 */
export function createImageIdMap(expectedSize = 512): ImageIdMap {
  let numPlaces = 2 ** Math.ceil(Math.log2(1.5 * Math.max(1, expectedSize)));
  let places = new Uint32Array(numPlaces).fill(empty);
  let highs = new Uint32Array(expectedSize);
  let lows = new Uint32Array(expectedSize);
  let values = new Uint32Array(expectedSize);
  let size = 0;

  /** The place of an image, or the free one where it belongs. */
  const find = ({ high, low }: ImageId): number => {
    const mask = numPlaces - 1;
    let place = (Math.imul(high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b) >>> 7) & mask;
    for (;;) {
      const at = places[place]!;
      if (at === empty || (highs[at] === high && lows[at] === low)) return place;
      place = (place + 1) & mask;
    }
  };

  const grow = (): void => {
    const length = Math.max(16, 2 * size);
    highs = enlarged(highs, length);
    lows = enlarged(lows, length);
    values = enlarged(values, length);
    while (numPlaces < 1.5 * length) numPlaces *= 2;
    places = new Uint32Array(numPlaces).fill(empty);
    for (let at = 0; at < size; at++) places[find({ high: highs[at]!, low: lows[at]! })] = at;
  };

  return {
    get size() {
      return size;
    },
    add(id, value) {
      if (places[find(id)] !== empty) return false;
      if (size === values.length) grow();
      places[find(id)] = size;
      highs[size] = id.high;
      lows[size] = id.low;
      values[size] = value;
      size++;
      return true;
    },
    get(id) {
      const at = places[find(id)]!;
      return at === empty ? undefined : values[at];
    },
  };
}

function enlarged(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
