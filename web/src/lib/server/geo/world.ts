import { geoEqualEarth, geoPath } from 'd3-geo';
import type { MultiPolygon } from 'geojson';
import { feature, merge } from 'topojson-client';
import type { GeometryCollection, MultiPolygon as Shape, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json' with { type: 'json' };
import points from './country-points.json' with { type: 'json' };
import { Pen } from './pen.ts';

const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>;
const countries = topology.objects.countries.geometries as Shape[];
const antarctica = '010';

/** The drawing's size; the map scales to the page. */
export const width = 800;
export const height = 376;

const inhabited = countries.filter((country) => country.id !== antarctica);
const projection = geoEqualEarth().fitSize(
  [width, height],
  feature(topology, { type: 'GeometryCollection', geometries: inhabited }),
);

/** Shapes drawn before, by which countries they join: the assignment of countries to regions rarely changes. */
const drawn = new Map<string, string>();
const mostDrawn = 200;

/** The joint outline of some countries, given by their UN M49 numbers, as an SVG path; '' when none is drawn. */
export function outlineOf(numbers: readonly string[]): string {
  const key = numbers.toSorted().join();
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const wanted = new Set(numbers);
  const path = draw(
    merge(
      topology,
      inhabited.filter((country) => wanted.has(String(country.id))),
    ),
  );
  if (drawn.size >= mostDrawn) drawn.clear();
  drawn.set(key, path);
  return path;
}

/** The outline of every country that none of the given ones is: land outside the network's regions. */
export function outlineOfRest(numbers: readonly string[]): string {
  const taken = new Set(numbers);
  return outlineOf(inhabited.map((country) => String(country.id)).filter((id) => !taken.has(id)));
}

/** Where a country's mark stands in the drawing; null for a country the atlas does not know. */
export function pointOf(number: string): { x: number; y: number } | null {
  const place = (points as Record<string, number[] | undefined>)[number];
  const at = place && projection(place as [number, number]);
  return at ? { x: Math.round(at[0]), y: Math.round(at[1]) } : null;
}

function draw(shape: MultiPolygon): string {
  const pen = new Pen();
  geoPath(projection, pen as unknown as CanvasRenderingContext2D)(shape);
  return pen.toString();
}
