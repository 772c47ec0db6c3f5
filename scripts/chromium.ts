import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

export const HOW_TO_GET_CHROMIUM =
  'Install Chromium (on Debian: apt-get install chromium fonts-noto-core) or name one in CHROMIUM_PATH.';

/** The Chromium for the journeys: CHROMIUM_PATH, or one that is installed; null where there is none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : null;
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const installed = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  return [...installed, MAC].find((path) => existsSync(path)) ?? null;
}
