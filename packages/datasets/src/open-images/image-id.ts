/** The identity of an image of Open Images, 16 hexadecimal digits, as two halves of 32 bits. */
export interface ImageId {
  readonly high: number;
  readonly low: number;
}

const form = /^[0-9a-f]{16}$/;

/** Parses `000026e7ee790996`; undefined for anything else. */
export function parseImageId(text: string): ImageId | undefined {
  if (!form.test(text)) return undefined;
  return { high: Number.parseInt(text.slice(0, 8), 16), low: Number.parseInt(text.slice(8), 16) };
}

/** The 16 digits. */
export function formatImageId({ high, low }: ImageId): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
