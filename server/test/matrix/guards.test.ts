import { walks } from './walk.ts';

walks('guards alone', { guards: true, rowSecurity: false });
