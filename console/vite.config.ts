import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    // The content security policy lets no data: URL in, however small the file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Where inputhost serve listens if it is not told otherwise. It answers pages of the name that it is asked by.
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8642', changeOrigin: false } } },
});
