import type { Standing } from './standing.ts';

/**
 * A mark on the map: a country that has a member, at a point of the drawing. With the worst standing of its members; null
 * where the reader sees none.
 */
export type MapMember = {
  x: number;
  y: number;
  members: { name: string; suspended: boolean; light: Standing | null }[];
  suspended: boolean;
  light: Standing | null;
};

/** A region on the map: its joint outline as an SVG path, its hue 1–9, and its members' marks. */
export type MapRegion = { code: string; name: string; hue: number; path: string; members: MapMember[] };

/** The drawing of the network; `rest` is land in no region. Made by `networkMap` on the server. */
export type NetworkMap = { width: number; height: number; rest: string; regions: MapRegion[] };
