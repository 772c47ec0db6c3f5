import { list, moment, number } from '#lib/format.ts';
import type { PersonRequestRowFragment, SightRowFragment } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { officeName, placeName } from '#lib/places.ts';

type Catalogue = Record<string, (() => string) | undefined>;

/** A kind of data, in words: `privacy_kind_<capability>` of the catalogue. */
export function kindName(kind: string): string {
  return (m as unknown as Catalogue)[`privacy_kind_${kind.replace('.', '_')}`]?.() ?? kind;
}

/** One way by which data is seen, as a sentence. */
export function sightSentence({
  via,
  office,
  place,
  names,
  holders,
  label,
  until,
}: SightRowFragment): string {
  const at = place ? placeName(place) : '';
  const people = list(names);
  if (via === 'token')
    return m.privacy_sight_token({
      label: label ?? '',
      names: people,
      place: at,
      until: until ? moment(until) : '',
    });
  if (via === 'glass')
    return m.privacy_sight_glass({ names: people, reason: label ?? '', until: until ? moment(until) : '' });
  return m.privacy_sight_office({
    office: officeName(office ?? ''),
    place: at,
    names: people,
    count: number(holders),
  });
}

/** The ways by kind of data, in the order in which they came. */
export function byKind(sights: SightRowFragment[]): { kind: string; sentences: string[] }[] {
  const kinds = [...new Set(sights.map((one) => one.kind))];
  return kinds.map((kind) => ({
    kind,
    sentences: sights.filter((one) => one.kind === kind).map(sightSentence),
  }));
}

const STATES = {
  asked: m.privacy_request_asked,
  consented: m.privacy_request_consented,
  declined: m.privacy_request_declined,
  taken_back: m.privacy_request_taken_back,
  withdrawn: m.privacy_request_withdrawn,
  appointed: m.privacy_request_appointed,
};

export const requestState = (state: PersonRequestRowFragment['state']) => STATES[state]();

/** What a council shares of its affiliates with an audience, as a sentence. */
export function affiliatesShared(
  audience: 'region' | 'network',
  level: 'counts' | 'list' | 'sizes' | 'keep',
): string {
  const words = {
    region: {
      counts: m.privacy_affiliates_region_counts,
      list: m.privacy_affiliates_region_list,
      sizes: m.privacy_affiliates_region_sizes,
      keep: m.privacy_affiliates_region_keep,
    },
    network: {
      counts: m.privacy_affiliates_network_counts,
      list: m.privacy_affiliates_network_list,
      sizes: m.privacy_affiliates_network_sizes,
      keep: m.privacy_affiliates_network_keep,
    },
  };
  return words[audience][level]();
}

/** With a capital at the beginning, where it stands alone. */
export const sentenceCase = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
