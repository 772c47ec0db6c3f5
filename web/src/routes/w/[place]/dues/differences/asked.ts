/** Differences on a page. */
export const LINES = 100;

export const CAUSES = ['joined', 'was_left_out', 'fact', 'rule', 'left', 'other'] as const;

/** What the address asks: a year, and then those whose differences are to be issued: ticked ones, or all. */
export function differencesAsked(params: URLSearchParams) {
  const skip = Number(params.get('after') ?? params.get('before') ?? 0);
  const chosen = params
    .getAll('member')
    .filter((one) => /^\d{1,9}$/.test(one))
    .map(Number);
  const step = params.get('step');
  return {
    year: /^\d{4}$/.test(params.get('year') ?? '') ? Number(params.get('year')) : null,
    cause: CAUSES.find((one) => one === params.get('cause')) ?? null,
    memberIds: [...new Set(chosen)],
    /** `all` looks at every difference, `ticked` at those ticked, before they are issued. */
    dry: step === 'all' || (step === 'ticked' && chosen.length > 0) ? step : null,
    skip: Number.isInteger(skip) && skip > 0 ? skip : 0,
  };
}

export type Asked = ReturnType<typeof differencesAsked>;
