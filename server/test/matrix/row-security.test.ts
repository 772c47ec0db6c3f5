import { walks } from './walk.ts';

walks('row security alone', { guards: false, rowSecurity: true });
