import { expect, it } from 'vitest';
import { noteWords } from './note-words.js';

// What `RegexpTokenizer(r'\w+')`, `str.isnumeric` and `str.lower` of Python give.
it.each([
  ['Admission Date:  [**2118-6-2**]', 'admission date'],
  ['[**Known lastname 2222**] 250mg, 500 mg; Café', 'known lastname 250mg mg café'],
  ['x_ray 12_3 ___ ½ ² 4th', 'x_ray 12_3 ___ 4th'],
  ["patient's", 'patient s'],
  ['', ''],
])('cuts %j into %j', (text, words) => {
  expect(noteWords(text).join(' ')).toBe(words);
});
