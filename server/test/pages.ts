import type { TestProject } from 'vitest/node';
import { findChromium, HOW_TO_GET_CHROMIUM } from '../../scripts/chromium.ts';
import { buildWeb } from '../../scripts/web-build.ts';
import './provided.ts';

/** Before the journeys: the pages are built once, for the product of each file, and a browser is there. */
export default async function setup(project: TestProject): Promise<void> {
  const chromium = findChromium();
  if (!chromium) throw new Error(HOW_TO_GET_CHROMIUM);
  await buildWeb(console.log, AbortSignal.timeout(300_000));
  project.provide('chromium', chromium);
}
