export { startServer as default } from './postgres-server.mjs';
