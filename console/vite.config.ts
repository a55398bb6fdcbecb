import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    // The content security policy does not allow data: URLs, which Vite creates for small files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The default address of inputhost serve. The Host header is kept, because the server compares it with Origin.
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8642', changeOrigin: false } } },
});
