import type { MapMember, MapRegion, NetworkMap } from '#lib/ui/map.ts';
import { height, outlineOf, outlineOfRest, pointOf, width } from './world.ts';

type MappedMember = { id: number; name: string; country: { numeric: string }; suspension?: unknown };
type MappedRegion = {
  code: string;
  name: { value: string };
  countries: { numeric: string }[];
  outline: MappedMember[];
};

/**
 * The map of the network: the joint outline of each region's countries and a mark for each country with a
 * member, in the order of `regions`. Only shapes and numbers: the component draws them.
 */
export function networkMap(regions: readonly MappedRegion[]): NetworkMap {
  const all = regions.flatMap((region) => region.countries.map((one) => one.numeric));
  return { width, height, rest: outlineOfRest(all), regions: regions.map(mapRegion) };
}

function mapRegion(region: MappedRegion, index: number): MapRegion {
  const marks = new Map<string, MapMember>();
  for (const member of region.outline) {
    const at = pointOf(member.country.numeric);
    if (at)
      marks.set(member.country.numeric, { ...at, name: member.name, suspended: Boolean(member.suspension) });
  }
  return {
    code: region.code,
    name: region.name.value,
    hue: index + 1,
    path: outlineOf(region.countries.map((one) => one.numeric)),
    members: [...marks.values()],
  };
}
