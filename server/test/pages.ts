import type { TestProject } from 'vitest/node';
import { findChromium, HOW_TO_GET_CHROMIUM } from '../../scripts/chromium.ts';
import { buildWeb } from '../../scripts/web-build.ts';
import { doDailyTasks } from '../daily.ts';
import { openDatabase } from '../database.ts';
import { standingTasks } from '../standing/background.ts';
import { demoTemplate } from './database.ts';
import './provided.ts';

/** Before the journeys: a browser is there, the pages are built and the demonstration is loaded once for all files. */
export default async function setup(project: TestProject): Promise<void> {
  const chromium = findChromium();
  if (!chromium) throw new Error(HOW_TO_GET_CHROMIUM);
  await buildWeb(console.log, AbortSignal.timeout(300_000));
  await demoTemplate(project.getProvidedContext().templateUrl, checkStandings);
  project.provide('chromium', chromium);
}

/** Today's check of all standings, which the product of each file would otherwise begin with. */
async function checkStandings(url: string): Promise<void> {
  const database = openDatabase(url, 1);
  try {
    await doDailyTasks(database, standingTasks, 0);
  } finally {
    await database.close();
  }
}
