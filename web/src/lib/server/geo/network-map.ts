import type { MapMember, MapRegion, NetworkMap } from '#lib/ui/map.ts';
import type { Standing } from '#lib/ui/standing.ts';
import { height, outlineOf, outlineOfRest, pointOf, width } from './world.ts';

type MappedMember = {
  id: number;
  name: string;
  country: { numeric: string };
  suspension?: unknown;
  standing?: { light: Standing } | null;
};
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
  const marks = Map.groupBy(region.outline, ({ country }) => country.numeric);
  return {
    code: region.code,
    name: region.name.value,
    hue: index + 1,
    path: outlineOf(region.countries.map((one) => one.numeric)),
    members: [...marks].flatMap(([country, members]) => markOf(country, members)),
  };
}

function markOf(country: string, mapped: readonly MappedMember[]): MapMember[] {
  const at = pointOf(country);
  if (!at) return [];
  const members = mapped.map(({ name, suspension, standing }) => ({
    name,
    suspended: Boolean(suspension),
    light: standing?.light ?? null,
  }));
  const light = WORST_FIRST.find((one) => members.some((member) => member.light === one)) ?? null;
  return [{ ...at, members, suspended: members.some(({ suspended }) => suspended), light }];
}

const WORST_FIRST: readonly Standing[] = ['bad', 'warn', 'none', 'good'];
