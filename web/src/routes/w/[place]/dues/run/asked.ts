import { m } from '#lib/paraglide/messages.js';

export const STEPS = ['period', 'recipients', 'warnings', 'dry'] as const;
export type Step = (typeof STEPS)[number];

/** Lines on a page of the wizard. */
export const LINES = 50;

/** Where the wizard stands: all of it is in the address, so that each step can be gone back to, kept and shared. */
export function runAsked(params: URLSearchParams, regions: number[]) {
  const year = /^\d{4}$/.test(params.get('year') ?? '') ? Number(params.get('year')) : null;
  const step = STEPS.find((one) => one === params.get('step')) ?? 'recipients';
  const numbers = (name: string) => [
    ...new Set(
      params
        .getAll(name)
        .filter((one) => /^\d{1,9}$/.test(one))
        .map(Number),
    ),
  ];
  const skip = Number(params.get('after') ?? params.get('before') ?? 0);
  return {
    year,
    step: (year === null ? 'period' : step) as Step,
    regionIds: numbers('region').filter((one) => regions.includes(one)),
    memberIds: numbers('member'),
    search: params.get('q')?.trim() || null,
    skip: Number.isInteger(skip) && skip > 0 ? skip : 0,
  };
}

export type Asked = ReturnType<typeof runAsked>;

/** The parameters that say for whom the run is, in the order of the wizard. */
export function choiceParams({ year, regionIds, memberIds }: Asked): [string, string][] {
  return [
    ['year', String(year ?? '')],
    ...regionIds.map((id): [string, string] => ['region', String(id)]),
    ...memberIds.map((id): [string, string] => ['member', String(id)]),
  ];
}

export function stepName(step: Step): string {
  return {
    period: m.dues_run_step_period,
    recipients: m.dues_run_step_recipients,
    warnings: m.dues_run_step_warnings,
    dry: m.dues_run_step_dry,
  }[step]();
}
