/** The base map: countries of Natural Earth, projected once, drawn at any zoom. */
import { type GeoPermissibleObjects, geoEqualEarth, geoInterpolate, geoMercator, geoPath, type GeoProjection } from "d3-geo";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

/** Side of the projected plane: lines keep their detail when it is drawn larger. */
const PLANE = 4096;

/** Projects degrees to the unit square. */
export class Globe {
  readonly projection: GeoProjection;
  /** Left, top, right and bottom of the whole earth in the unit square. */
  readonly edges: readonly [number, number, number, number];

  /** The map is cut on the far side of what it is about. */
  constructor(lons: readonly number[], lats: readonly number[]) {
    const [middle, across] = span(lons);
    const down = lats.length ? lats.reduce((most, lat) => Math.max(most, Math.abs(lat)), 0) : 90;
    // Angles hold where a region is shown, areas where it is the world.
    const regional = across < 130 && down < 80;
    this.projection = (regional ? geoMercator() : geoEqualEarth()).rotate([-middle, 0]);
    this.projection.fitExtent(
      [
        [0, 0],
        [PLANE, PLANE],
      ],
      { type: "Sphere" },
    );
    this.projection.precision(0.4);
    const [[left, top], [right, bottom]] = geoPath(this.projection).bounds({ type: "Sphere" });
    this.edges = [left / PLANE, top / PLANE, right / PLANE, bottom / PLANE];
  }

  place(lon: number, lat: number): [number, number] {
    if (Number.isNaN(lon) || Number.isNaN(lat)) return [NaN, NaN];
    const found = this.projection([lon, Math.max(-84, Math.min(84, lat))]);
    return found ? [found[0] / PLANE, found[1] / PLANE] : [NaN, NaN];
  }

  /** A great circle as points of the unit square; NaN parts its pieces at the edge of the map. */
  arc(from: readonly [number, number], to: readonly [number, number]): Float32Array {
    const along = geoInterpolate([...from], [...to]);
    const far = Math.hypot(from[0] - to[0], from[1] - to[1]);
    const steps = Math.max(2, Math.min(48, Math.ceil(far / 3)));
    const points: number[] = [];
    let before = NaN;
    for (let i = 0; i <= steps; i++) {
      const [x, y] = this.place(...along(i / steps));
      if (Math.abs(x - before) > 0.3) points.push(NaN, NaN);
      points.push(x, y);
      before = x;
    }
    return Float32Array.from(points);
  }
}

/** Middle and width of the shortest stretch of longitude that holds all. */
function span(lons: readonly number[]): [number, number] {
  if (!lons.length) return [0, 360];
  const sorted = [...lons].sort((a, b) => a - b);
  let [gap, after] = [360 - (sorted[sorted.length - 1] - sorted[0]), 0];
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] - sorted[i - 1] > gap) [gap, after] = [sorted[i] - sorted[i - 1], i];
  }
  const width = 360 - gap;
  return [((sorted[after] + width / 2 + 540) % 360) - 180, width];
}

export interface Land {
  readonly ground: GeoPermissibleObjects;
  readonly borders: GeoPermissibleObjects;
}

export function readLand(atlas: unknown): Land {
  const topology = atlas as Topology<{ land: GeometryCollection; countries: GeometryCollection }>;
  return {
    ground: feature(topology, topology.objects.land),
    borders: mesh(topology, topology.objects.countries, (a, b) => a !== b),
  };
}

/** The land as paths in the plane, to be drawn with a scale of 1 / `PLANE`. */
export class LandPaths {
  readonly plane = PLANE;
  readonly ground: Path2D;
  readonly borders: Path2D;
  readonly rim: Path2D;

  constructor(land: Land, globe: Globe) {
    const path = geoPath(globe.projection);
    this.ground = new Path2D(path(land.ground) ?? "");
    this.borders = new Path2D(path(land.borders) ?? "");
    this.rim = new Path2D(path({ type: "Sphere" }) ?? "");
  }
}
