declare module 'mathjs/lib/browser/math.js' {
  import type { ConfigOptions, MathNode } from 'mathjs';

  const mathjs: { create(config: ConfigOptions): { parse(text: string): MathNode } };
  export default mathjs;
}
