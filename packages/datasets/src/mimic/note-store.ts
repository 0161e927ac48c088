import { type FileHandle, open } from 'node:fs/promises';
import { type LineWriter, openLineWriter } from '../prepared/line-writer.js';
import { failAt } from '../reading/fail-at.js';

/** The discharge summaries of all admissions, in a file beside the result: they come in any order, and are too many for memory. */
export interface NoteStore {
  /** The length of the file, for a checkpoint. */
  flush(): Promise<number>;
  /**
   * Puts a note behind the earlier ones of its admission; the promise, where there is one, is to be waited for.
   *
   * @returns false when the admission is already known with another patient
   */
  add(note: StoredNote): boolean | Promise<boolean>;
  /** The admissions in the order of their patients, then of their numbers. */
  admissions(): readonly number[];
  /** The text of an admission: all of its notes, in the order in which they came, with a blank between them. */
  read(admission: number): Promise<string>;
  close(): Promise<void>;
}

/** A line of the file. */
interface StoredNote {
  readonly subject: number;
  readonly admission: number;
  readonly text: string;
}

/** Where the notes of an admission stand. */
interface Pieces {
  readonly subject: number;
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * Opens the store at the length that it had at the last checkpoint.
 *
 * @throws InputError when the file is shorter than that
 */
export async function openNoteStore(
  file: string,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<NoteStore> {
  const pieces = new Map<number, Pieces>();
  const note = ({ subject, admission }: StoredNote, start: number, end: number): boolean => {
    const found = pieces.get(admission);
    if (found === undefined) pieces.set(admission, { subject, starts: [start], ends: [end] });
    else if (found.subject !== subject) return false;
    else {
      found.starts.push(start);
      found.ends.push(end);
    }
    return true;
  };
  const writer: LineWriter | undefined = await openLineWriter(file, bytes, {
    onLine: (line, start) => {
      note(JSON.parse(line) as StoredNote, start, start + Buffer.byteLength(line));
    },
    signal,
  });
  if (writer === undefined) {
    return failAt(
      { file },
      'truncated',
      'The file is shorter than it was at the last checkpoint.',
      'Give --fresh to prepare the folder anew.',
    );
  }
  let reader: FileHandle | undefined;
  return {
    flush: () => writer.flush(),
    add(stored) {
      const start = writer.length;
      const written = writer.write(JSON.stringify(stored));
      const isSame = note(stored, start, writer.length - 1);
      return written === undefined ? isSame : written.then(() => isSame);
    },
    admissions: () =>
      [...pieces.keys()].sort((a, b) => pieces.get(a)!.subject - pieces.get(b)!.subject || a - b),
    async read(admission) {
      reader ??= await open(file, 'r');
      const { starts, ends } = pieces.get(admission)!;
      const texts: string[] = [];
      for (const [i, start] of starts.entries()) {
        const line = Buffer.alloc(ends[i]! - start);
        await reader.read(line, 0, line.length, start);
        texts.push((JSON.parse(line.toString()) as StoredNote).text);
      }
      return texts.join(' ');
    },
    async close() {
      await reader?.close();
      await writer.close();
    },
  };
}
