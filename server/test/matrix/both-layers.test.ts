import { walks } from './walk.ts';

walks('both layers', { guards: true, rowSecurity: true });
