import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { height, outlineOf, outlineOfRest, pointOf, width } from './world.ts';

test('the whole world is light enough for a slow line', () => {
  const path = outlineOfRest([]);
  expect(brotliCompressSync(path).length).toBeLessThan(5000);
  expect(path).toMatch(/^M\d+ \d+l-?\d/);
});

test('countries that touch are drawn as one shape', () => {
  const [ghana, togo] = ['288', '768'];
  const rings = (path: string) => path.split('z').length - 1;
  expect(rings(outlineOf([ghana, togo]))).toBe(1);
  expect(rings(outlineOf([ghana])) + rings(outlineOf([togo]))).toBe(2);
});

test('a region and the rest make no land twice', () => {
  expect(outlineOfRest(['036'])).not.toContain(outlineOf(['036']));
});

test('small states that the map cannot draw still have a mark inside it', () => {
  for (const number of ['052', '480', '242', '702', '462']) {
    const at = pointOf(number);
    expect(at?.x).toBeGreaterThan(0);
    expect(at?.x).toBeLessThan(width);
    expect(at?.y).toBeGreaterThan(0);
    expect(at?.y).toBeLessThan(height);
  }
  expect(pointOf('999')).toBeNull();
});
