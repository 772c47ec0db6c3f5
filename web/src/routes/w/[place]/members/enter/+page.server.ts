import { EnterApplication, JoinChoices, JoinPlaces } from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { applicantOf } from '#lib/server/applicant.ts';
import type { Actions, PageServerLoad } from './$types';

/** Countries of the region, or of all for the network, and the categories. */
export const load: PageServerLoad = async (event) => {
  const { place } = await event.parent();
  if (!place.region) {
    const { regions, network } = await read(event, JoinChoices);
    return {
      countries: regions.flatMap((region) => region.countries.map((one) => one.iso2)),
      categories: network?.categories ?? [],
    };
  }
  const { region, network } = await read(event, JoinPlaces, { code: place.region.code });
  return {
    countries: region?.countries.map((one) => one.iso2) ?? [],
    categories: network?.categories ?? [],
  };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const applicant = applicantOf(form);
    const { regions } = await read(event, JoinChoices);
    const region =
      regions.find((one) => one.countries.some((two) => two.iso2 === applicant.country)) ?? regions[0];
    const input = { ...applicant, regionId: region?.id ?? 0, reason: textOrNull(form, 'reason') };
    const { enterApplication } = await act(event, EnterApplication, { input });
    return acted(
      enterApplication,
      form,
      'enter',
      `/w/${event.params.place}/members/applications/${enterApplication.application?.id}`,
    );
  },
};
