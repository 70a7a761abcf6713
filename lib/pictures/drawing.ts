/** Red, green, blue; 0 to 255, not rounded. */
export type Colour = readonly [number, number, number];

/** About how far a point is from an ellipse's rim, negative inside. */
export function ellipse(
  x: number,
  y: number,
  centreX: number,
  centreY: number,
  radiusX: number,
  radiusY: number,
): number {
  return (length((x - centreX) / radiusX, (y - centreY) / radiusY) - 1) * Math.min(radiusX, radiusY);
}

/** Returns the length of a vector. Math.hypot guards against overflow, which takes several times as long. */
export function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** 1 inside, 0 outside, soft over `width`. */
export function cover(distance: number, width: number): number {
  return Math.max(0, Math.min(1, 0.5 - distance / width));
}

/** A hill of height 1 that falls off like a Gaussian. */
export function bump(x: number, y: number, centreX: number, centreY: number, widthX: number, widthY: number): number {
  return Math.exp(-(((x - centreX) / widthX) ** 2) - ((y - centreY) / widthY) ** 2);
}

/** 0 up to `from`, 1 beyond `to`, an S-curve between. */
export function smooth(from: number, to: number, value: number): number {
  const share = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

/** The colour `share` of the way from one to the other. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** Lays a colour over another. */
export function paint(under: Colour, over: Colour, opacity: number): Colour {
  return opacity <= 0 ? under : mix(under, over, Math.min(1, opacity));
}

export function scale(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}
