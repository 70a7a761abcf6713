/** x and y in pixels. */
export type Point = readonly [number, number];

/** The point halfway between two others. */
export function middle(a: Point, b: Point): Point {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}
