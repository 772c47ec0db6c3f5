import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directoryData, jsonLdText, memberData } from './json-ld.ts';

const member = (name: string) => ({ id: 7, name, website: null, country: { iso2: 'FR' } });

test('whatever a member is called, the block holds no markup and says the same', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constant('</script><script>alert(1)</script><!--')),
      (name) => {
        const data = memberData('https://n.example', 'Network', member(name));
        const text = jsonLdText(data);
        expect(text).not.toMatch(/[<>&]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(data)));
      },
    ),
  );
});

test('a page of the directory names its members with their addresses', () => {
  const data = directoryData('https://n.example', 'Network', [member('One'), member('Two')]);
  expect(JSON.parse(jsonLdText(data))).toMatchObject({
    '@context': 'https://schema.org',
    '@type': 'NGO',
    member: [
      { '@id': 'https://n.example/members/7', name: 'One', address: { addressCountry: 'FR' } },
      { name: 'Two' },
    ],
  });
});
