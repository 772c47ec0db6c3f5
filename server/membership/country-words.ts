import countries from 'i18n-iso-countries';
import ar from 'i18n-iso-countries/langs/ar.json' with { type: 'json' };
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import es from 'i18n-iso-countries/langs/es.json' with { type: 'json' };
import fr from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };

interface Names {
  countries: Record<string, string | string[]>;
}

/** Every way in which a file may name a country: codes of two and three letters, names in four languages. */
export function countryWords(): { words: string[]; codes: string[] } {
  const pairs = Object.entries(countries.getAlpha2Codes()).flatMap(([two, three]) => [
    [two, two],
    [three, two],
  ]);
  for (const names of [en, fr, es, ar] as Names[]) {
    for (const [code, name] of Object.entries(names.countries)) {
      for (const word of [name].flat()) pairs.push([word, code]);
    }
  }
  return { words: pairs.map(([word]) => String(word)), codes: pairs.map(([, code]) => String(code)) };
}
