/**
 * Draws what d3-geo projects as a short SVG path: whole numbers, relative steps, no step that goes nowhere and
 * no ring too small to see. A page with the map must stay light on a slow line.
 */
export class Pen {
  private path = '';
  private ring: [number, number][] = [];

  moveTo(x: number, y: number): void {
    this.ring = [];
    this.lineTo(x, y);
  }

  lineTo(x: number, y: number): void {
    const last = this.ring.at(-1);
    const point: [number, number] = [Math.round(x), Math.round(y)];
    if (!last || last[0] !== point[0] || last[1] !== point[1]) this.ring.push(point);
  }

  closePath(): void {
    const corners = withoutStraight(this.ring);
    if (corners.length < 3 || areaOf(corners) < 2) return;
    const [first, ...rest] = corners as [[number, number], ...[number, number][]];
    let [x, y] = first;
    let text = `M${x} ${y}l`;
    for (const [nextX, nextY] of rest) {
      text += step(nextX - x, text.endsWith('l')) + step(nextY - y, false);
      [x, y] = [nextX, nextY];
    }
    this.path += `${text}z`;
  }

  arc(): void {}

  /** The whole drawing as the `d` of one path. */
  toString(): string {
    return this.path;
  }
}

function step(distance: number, first: boolean): string {
  return distance < 0 || first ? String(distance) : ` ${distance}`;
}

/** Leaves out points in the middle of a straight line. */
function withoutStraight(ring: [number, number][]): [number, number][] {
  return ring.filter((point, index) => {
    const before = ring[index - 1];
    const after = ring[index + 1];
    if (!before || !after) return true;
    const turn =
      (point[0] - before[0]) * (after[1] - point[1]) - (point[1] - before[1]) * (after[0] - point[0]);
    return turn !== 0;
  });
}

function areaOf(ring: [number, number][]): number {
  const sum = ring.reduce((total, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] as [number, number];
    return total + x * nextY - nextX * y;
  }, 0);
  return Math.abs(sum / 2);
}
