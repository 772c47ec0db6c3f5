import type { RequestEvent } from '@sveltejs/kit';
import {
  AnswerPersonRequest,
  AppointOnConsent,
  CloseOpenedData,
  TakeBackConsent,
  WithdrawPersonRequest,
} from '#lib/operations.ts';
import { acted, textOrNull } from './acted.ts';
import { act } from './api.ts';

/** What one does with requests for persons and with opened data, on whichever page they are shown. */
export const requestActions = {
  answer: async (event: RequestEvent) => {
    const form = await event.request.formData();
    const input = {
      id: String(form.get('id')),
      consent: form.get('consent') === 'yes',
      reason: textOrNull(form, 'reason'),
    };
    const { answerPersonRequest } = await act(event, AnswerPersonRequest, { input });
    return acted(answerPersonRequest, form, 'answer', `${event.url.pathname}#requests`);
  },
  takeBack: async (event: RequestEvent) => {
    const form = await event.request.formData();
    const { takeBackConsent } = await act(event, TakeBackConsent, { id: String(form.get('id')) });
    return acted(takeBackConsent, form, 'takeBack', `${event.url.pathname}#requests`);
  },
  withdraw: async (event: RequestEvent) => {
    const form = await event.request.formData();
    const { withdrawPersonRequest } = await act(event, WithdrawPersonRequest, { id: String(form.get('id')) });
    return acted(withdrawPersonRequest, form, 'withdraw', `${event.url.pathname}#requests`);
  },
  appoint: async (event: RequestEvent) => {
    const form = await event.request.formData();
    const { appointOnConsent } = await act(event, AppointOnConsent, { id: String(form.get('id')) });
    return acted(appointOnConsent, form, 'appoint', `${event.url.pathname}#requests`);
  },
  close: async (event: RequestEvent) => {
    const form = await event.request.formData();
    const { closeOpenedData } = await act(event, CloseOpenedData, { id: String(form.get('id')) });
    return acted(closeOpenedData, form, 'close', `${event.url.pathname}#opened`);
  },
};
