/**
 * Writes where to put the mark of each country on the map: the middle of its largest part, from Natural Earth
 * 1:50m, which holds the small states that the drawn 1:110m map leaves out. Run by hand when the source changes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { geoArea, geoCentroid } from 'd3-geo';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

const source = new URL('../node_modules/world-atlas/countries-50m.json', import.meta.url);
const target = new URL('../src/lib/server/geo/country-points.json', import.meta.url);

const topology = JSON.parse(readFileSync(source, 'utf8')) as Topology<{ countries: GeometryCollection }>;
// Some outlying territories share their country's number: the largest shape stands for it.
const countries = (
  feature(topology, topology.objects.countries).features as Feature<Polygon | MultiPolygon>[]
).toSorted((left, right) => geoArea(left) - geoArea(right));
const points = [...new Map(countries.map((country) => [country.id, country])).values()]
  .filter((country) => country.id !== undefined)
  .map((country) => [
    String(country.id),
    middle(country.geometry).map((degrees) => Math.round(degrees * 10) / 10),
  ])
  .sort(([left], [right]) => (String(left) < String(right) ? -1 : 1));

writeFileSync(target, `{\n${points.map(([id, at]) => `  "${id}": ${JSON.stringify(at)}`).join(',\n')}\n}\n`);

function middle(shape: Polygon | MultiPolygon): [number, number] {
  const parts = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  const polygons = parts.map((coordinates): Polygon => ({ type: 'Polygon', coordinates }));
  return geoCentroid(polygons.toSorted((left, right) => geoArea(right) - geoArea(left))[0] as Polygon);
}
