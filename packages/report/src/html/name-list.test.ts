import { expect, test } from 'vitest';
import { nameList } from './name-list.js';

test('values of every kind are shown', () => {
  expect(nameList({ 'a<b': 1, on: true, gone: null }).markup).toBe(
    '<dl class="names"><div><dt>a&lt;b</dt><dd>1</dd></div><div><dt>on</dt><dd>true</dd></div><div><dt>gone</dt><dd>none</dd></div></dl>',
  );
});
